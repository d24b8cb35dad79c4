"""What people did about the risks: actions, acceptances, reviews, proposals, a duplicate, and what they said."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ActionEntry:
    """A treatment action. `due` is in days before today, negative when it lies ahead; money in rupiah."""

    record: str
    ago: int
    title: str
    owner: str
    due: int
    cost: str = ""
    started: int | None = None
    #: (ago, what was done)
    done: tuple[int, str] | None = None
    #: (ago, effectiveness, what shows it, by)
    checked: tuple[int, str, str, str] | None = None
    #: (ago, why)
    cancelled: tuple[int, str] | None = None


@dataclass(frozen=True)
class ProposalEntry:
    """A risk that somebody proposed, and what Compliance decided: ("adopt" or "decline", ago, reason, owner)."""

    key: str
    ago: int
    by: str
    title: str
    cause: str
    consequence: str
    guess: str
    services: tuple[str, ...] = ()
    practices: tuple[str, ...] = ()
    decided: tuple[str, int, str, str] | None = None


ACTIONS = (
    ActionEntry(
        "risk:cab",
        369,
        "Let the pipeline refuse deployments without an approved change record",
        "dimas",
        250,
        "180000000",
        360,
        (262, "The rule is active for all 42 pipelines."),
        (200, "effective", "No deployment without a record in 60 days; two were refused.", "manager"),
    ),
    ActionEntry(
        "risk:cab",
        240,
        "Extend the control to network devices",
        "andi",
        60,
        started=200,
        done=(64, "All core switches and firewalls take changes from the repository only."),
        checked=(44, "effective", "Two quarterly audits found no unauthorized change.", "compliance"),
    ),
    ActionEntry(
        "risk:desktool",
        358,
        "Copy backups to the second site each night",
        "yuliana",
        200,
        "95000000",
        340,
        (204, "Backups leave the site at 01:00; a failed copy raises an alarm."),
        (188, "effective", "Restore test of 50 minutes instead of eleven hours.", "compliance"),
    ),
    ActionEntry("risk:desktool", 180, "Repeat the restore test each quarter", "yuliana", -20, started=170),
    ActionEntry(
        "risk:keyperson",
        350,
        "Write down how major incidents are led",
        "maria",
        150,
        started=330,
        done=(152, "Eleven procedures, agreed with all shift leads."),
        checked=(98, "effective", "A deputy led three incidents by the procedures alone.", "manager"),
    ),
    ActionEntry(
        "risk:keyperson",
        150,
        "Cross-train two deputies for major incidents",
        "contributor",
        -33,
        "24000000",
        started=120,
    ),
    ActionEntry(
        "risk:regulation",
        343,
        "Read the regulators' publications each week and log what bears on the SMS",
        "compliance",
        300,
        started=340,
        done=(302, "The log is kept; 31 publications so far."),
        checked=(150, "effective", "The draft of the BSSN regulation was found ten weeks ahead.", "manager"),
    ),
    ActionEntry(
        "risk:cmdb",
        338,
        "Discover servers and network devices each night",
        "intan",
        110,
        "310000000",
        320,
        (112, "1,860 of 1,900 items are found; the rest is behind customers' firewalls."),
        (94, "partly", "Accuracy rose from 81% to 93%; virtual networks are still missing.", "compliance"),
    ),
    ActionEntry("risk:cmdb", 93, "Find virtual networks too", "intan", 6, started=60),
    ActionEntry(
        "risk:drift",
        328,
        "Give each document an owner and a review date",
        "compliance",
        190,
        started=320,
        done=(192, "64 documents, none without an owner."),
        checked=(176, "effective", "No document was overdue at the internal audit.", "manager"),
    ),
    ActionEntry("risk:skills", 298, "Hold two courses in root cause analysis a year", "maria", -40, "48000000", 200),
    ActionEntry(
        "risk:monitoring",
        298,
        "Place a second monitoring node outside the platform",
        "hendra",
        210,
        "72000000",
        280,
        (212, "The node runs in Surabaya and watches the first one."),
        (204, "effective", "The alarm chain was tested twice.", "compliance"),
    ),
    ActionEntry(
        "risk:vendor",
        268,
        "Contract support with the manufacturer, with parts in Jakarta",
        "yosef",
        130,
        "540000000",
        250,
        (133, "Signed for three years; parts are in Cikarang."),
        (120, "effective", "A disk shelf was replaced within five hours.", "compliance"),
    ),
    ActionEntry(
        "risk:majorincident",
        213,
        "Put a deputy with the right to call a major incident on every shift",
        "contributor",
        80,
        started=200,
        done=(84, "All four shifts have one."),
        checked=(
            72,
            "ineffective",
            "Two of five night incidents were still called more than 30 minutes late.",
            "compliance",
        ),
    ),
    ActionEntry(
        "risk:majorincident",
        70,
        "Call major incidents automatically by the alarm's severity",
        "contributor",
        -12,
        "36000000",
        40,
    ),
    ActionEntry("risk:pojknew", 80, "Build a prototype of the report from ticket data", "compliance", -22, started=60),
    ActionEntry(
        "risk:coreuptime",
        366,
        "Replace the storage controllers of core banking",
        "hendra",
        255,
        "1450000000",
        350,
        (258, "Both controllers are replaced; no interruption."),
        (250, "effective", "No failover was needed since.", "manager"),
    ),
    ActionEntry(
        "risk:coreuptime", 248, "Exercise the failover between the sites each quarter", "hendra", -9, started=240
    ),
    ActionEntry(
        "risk:p1time",
        364,
        "Write runbooks for the twenty most frequent faults",
        "contributor",
        120,
        started=350,
        done=(116, "Nineteen are written; one fault no longer occurs."),
        checked=(108, "partly", "Time to resolve fell from 4.1 to 3.2 hours; the target is 2.", "compliance"),
    ),
    ActionEntry("risk:p1time", 105, "Bring suppliers onto the bridge call within 15 minutes", "yosef", 9, started=90),
    ActionEntry(
        "risk:ransomware",
        360,
        "Keep immutable backups in Surabaya",
        "galih",
        180,
        "620000000",
        330,
        (184, "All hosted customers are covered."),
        (140, "effective", "A full restore from the copy succeeded in the exercise.", "manager"),
    ),
    ActionEntry(
        "risk:pdpbreach",
        338,
        "Train all shift leads in reporting personal data breaches",
        "rizky",
        170,
        started=300,
        done=(171, "23 of 23 shift leads."),
        checked=(160, "effective", "In the exercise the customer was told after 41 minutes.", "compliance"),
    ),
    ActionEntry(
        "risk:restore",
        348,
        "Test one restore per customer each month",
        "galih",
        140,
        started=340,
        done=(142, "Twelve customers a month, with a comparison of data."),
        checked=(126, "effective", "41 of 41 restores since then were complete.", "compliance"),
    ),
    ActionEntry(
        "risk:dcpower",
        328,
        "Store fuel for 72 hours and contract a second supplier",
        "galih",
        175,
        "210000000",
        300,
        (178, "Both tanks are filled; the contract names boats."),
        (168, "effective", "Failover at full load lasted six hours without a fault.", "compliance"),
    ),
    ActionEntry(
        "risk:churn",
        318,
        "Agree a road map to hybrid hosting with the bank",
        "putu",
        85,
        started=300,
        done=(86, "Signed by both boards."),
        checked=(75, "effective", "The contract was extended by two years.", "manager"),
    ),
    ActionEntry("risk:cost", 308, "Remove unused licences each quarter", "siti", -14, started=290),
    ActionEntry(
        "risk:cost",
        200,
        "Agree a price adjustment clause with all banks",
        "siti",
        62,
        cancelled=(60, "The banks refuse it before the contracts end."),
    ),
    ActionEntry(
        "risk:patch",
        270,
        "Place update caches in 60 branches",
        "rizky",
        110,
        "150000000",
        250,
        (112, "58 branches; two will close."),
        (100, "effective", "Critical patches reach 97% of devices in seven days.", "compliance"),
    ),
    ActionEntry(
        "risk:portalpeak",
        178,
        "Test the portal with three times the expected users",
        "fajar",
        88,
        started=170,
        done=(90, "The portal holds 2.8 times the users; the waiting page takes the rest."),
        checked=(78, "effective", "The licensing period passed without an outage.", "compliance"),
    ),
    ActionEntry("risk:portalaudit", 29, "Hold a joint recovery exercise with the regency", "fajar", -8, "18000000", 20),
    ActionEntry(
        "opportunity:selfservice",
        178,
        "Compare two self-service portals with 30 users",
        "contributor",
        -28,
        "15000000",
        60,
    ),
)

#: (record, ago, days it holds, reason): the Director of Service Operations accepts.
ACCEPTANCES = (
    (
        "risk:churn",
        300,
        300,
        "The road map needs a year of talks; until then the contract's notice period protects us.",
    ),
    ("risk:cost", 50, 170, "Prices can only be changed when the contracts end; the margin covers the rise this year."),
)

#: (record, ago, by, note): reviewed and still valid.
REVIEWS = (
    ("risk:drift", 62, "compliance", "Nothing changed: the quarterly look at documents found none overdue."),
    ("risk:dcpower", 38, "compliance", "Fuel and both contracts checked on site."),
    ("risk:restore", 52, "compliance", "41 restores without a difference; stays as it is."),
    ("risk:ransomware", 36, "compliance", "Looked at after the sector's warning of this month; controls hold."),
)

PROPOSALS = (
    ProposalEntry(
        "badge",
        4,
        "contributor",
        "Former contractors keep access to the ticket system after their work ended",
        "The service desk learns of leavers only when somebody mentions it.",
        "Customer data in tickets is seen by people who should not see it.",
        "Happened twice this year that I know of; could be serious for the banks.",
        ("desk",),
        ("security",),
    ),
    ProposalEntry(
        "chatgroup",
        95,
        "contributor",
        "Customers report incidents in chat groups that nobody watches at night",
        "Account managers offer the groups as a favour.",
        "Incidents begin hours late and are missing from reports.",
        "Every week.",
        ("desk",),
        ("incident",),
        ("adopt", 92, "Confirmed by the ticket times of two banks.", "putu"),
    ),
    ProposalEntry(
        "printer",
        140,
        "hendra",
        "Printers of the head office fail more often",
        "They are nine years old.",
        "People walk to another floor.",
        "Annoying.",
        (),
        (),
        ("decline", 138, "An asset replacement, not a risk to the SMS; handed to facility management.", ""),
    ),
)

#: An opportunity that waits for Compliance: (ago, by, title, benefit).
OPPORTUNITY = (
    6, "contributor", "Send customers a message as soon as a major incident of their service is opened",
    "About forty calls less in each major incident.",
)  # fmt: skip

#: (duplicate's owner, title, ago found, into, ago merged, why)
DUPLICATE = (
    "rizky", "Hosted customer systems are encrypted by an attacker and cannot be restored", 210, "risk:ransomware", 176,
    "The same event as the ransomware risk, found again in the security workshop.",
)  # fmt: skip

#: (record, ago, by, text); a name after @ is told.
COMMENTS = (
    ("risk:majorincident", 71, "compliance", "The check says not effective. @Sari Melati Putri, what would make the "
     "shift call it without asking?"),
    ("risk:majorincident", 70, "contributor", "The severity of the alarm. If monitoring opens the major incident by "
     "itself, nobody has to dare it. I propose that as the next action."),
    ("risk:cost", 55, "compliance", "Residual is still high and the clause is refused. @Bambang Hartono Siregar, can "
     "we live with it until the contracts end?"),
    ("risk:cost", 51, "manager", "Yes, for this budget year. I will record it with an end date."),
    ("risk:portalaudit", 18, "compliance", "The regency asks for the exercise report by the end of the month."),
    ("opportunity:selfservice", 30, "contributor", "30 users have tried both portals; the report follows."),
)  # fmt: skip
