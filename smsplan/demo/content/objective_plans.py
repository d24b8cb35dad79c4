"""How the objectives are to be achieved (6.2.2): for whom, with what, after asking whom, and how it is made known."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PlanEntry:
    """The plan of one objective.

    `resources` are (kind, what, amount, currency or unit, who committed it); `consulted` (group, who, what they said);
    `milestones` (what, number of the month at whose end it is due, planned value or None).
    """

    for_whom: str
    evaluation: str
    to: str
    when: str
    how: str
    resources: tuple[tuple[str, str, str, str, str], ...]
    consulted: tuple[tuple[str, str, str], ...]
    milestones: tuple[tuple[str, int, str | None], ...] = ()


BOARD = "Board of directors"
REVIEW = "Monthly service review; the board looks at it each quarter."
QUARTER = "At the start of the cycle, then each quarter"
TOWN_HALL = "Town hall meeting and the intranet"
BANKS = "Bank Cendana Nusantara and Bank Perdana Sagara"

PLANS = {
    "uptime": PlanEntry(
        f"{BANKS}, and everybody on the managed network", REVIEW, "All service teams and the banks", QUARTER,
        "Town hall meeting; service report to the banks",
        (
            ("budget", "Storage controllers for both data centres", "2100000000", "IDR", "kartika"),
            ("budget", "Support contract of the manufacturer, first year", "310000000", "IDR", "kartika"),
            ("people", "Engineers of the infrastructure team, four months", "2", "people", "yuliana"),
        ),
        (
            ("top_management", BOARD, "Availability comes before new business this year."),
            ("customers", BANKS, "Asked for 99.5% as in their own reports to the supervisor."),
        ),
        (
            ("New controllers in Bekasi and Surabaya", 3, None), ("Automatic failover in operation", 6, None),
            ("Failover exercise with both banks", 9, None), ("Second exercise, unannounced", 12, None),
        ),
    ),
    "mttr": PlanEntry(
        "All customers with a P1 target", REVIEW, "Service desk, operations and suppliers on call", QUARTER,
        "Shift briefings and the intranet",
        (
            ("people", "Deputy incident manager on each shift", "3", "people", "manager"),
            ("budget", "Bridge call system", "120000000", "IDR", "manager"),
            ("training", "Incident command training for shift leaders", "60000000", "IDR", "maria"),
        ),
        (
            ("top_management", BOARD, "Two hours is what the contracts of next year will say."),
            ("business", "Operations and Application Support", "Half of the time is lost in calling the wrong team."),
        ),
        (
            ("Escalation after 15 minutes", 1, None), ("Twenty runbooks written and tried", 6, None),
            ("Suppliers on call", 8, None), ("All shifts trained", 10, None),
        ),
    ),
    "changesuccess": PlanEntry(
        "Users of core banking and of the business applications", REVIEW, "Change advisory board and release teams",
        "At the start, then each month", "Minutes of the change advisory board",
        (
            ("tool", "Staging platform", "1", "platform", "manager"),
            ("people", "Test engineer", "1", "person", "yuliana"),
            ("training", "Training in automated tests", "4", "days", "maria"),
        ),
        (
            ("top_management", "Director of Service Operations", "No more than one rollback a month."),
            ("customers", "Bank Cendana Nusantara", "Wants to see the reason of each rollback."),
        ),
        (("Automated deployment gate", 4, None), ("All teams test on the staging platform", 8, None)),
    ),
    "cost": PlanEntry(
        "All customers, whose prices follow our cost", "Quarterly by the board, on figures of the controller.",
        "Heads of all units", "Each quarter", "Management letter",
        (
            ("people", "Controller, half a day a week", "1", "person", "kartika"),
            ("tool", "Licence management tool", "1", "tool", "kartika"),
        ),
        (
            ("top_management", BOARD, "Savings must not touch availability."),
            ("business", "Finance, Infrastructure and Supplier Management", "Licences first, contracts second."),
        ),
        (
            ("First licence harvest", 3, None), ("Hosts consolidated", 6, None),
            ("New price clause in three contracts", 9, None),
        ),
    ),
    "pojk": PlanEntry(
        f"{BANKS} and their supervisor", "Quarterly audit report, signed by the board.",
        "Recovery teams, the banks, the board", "After each audit", "Audit report and a meeting with the banks",
        (
            ("people", "Audit days", "12", "days", "kartika"),
            ("people", "Recovery teams for two exercises with the banks", "14", "people", "yuliana"),
        ),
        (
            ("top_management", BOARD, "Nothing below 100% is acceptable to the supervisor."),
            ("customers", BANKS, "Agreed to the checklist of 26 requirements."),
        ),
        (("Exercise of the second quarter", 6, None), ("Exercise of the fourth quarter", 12, None)),
    ),
    "sla": PlanEntry(
        "All customers", REVIEW, "Service managers and all customers", QUARTER, "Service report",
        (("people", "Service Level Manager, half a position for reporting", "1", "person", "manager"),),
        (
            ("top_management", BOARD, "Two missed targets of sixty is what we can explain."),
            ("customers", "Customers in their yearly meetings", "Want to be told before a target is missed."),
        ),
        (("Early warning at 80% of each target", 3, None), ("Improvement plans for both weak targets", 5, None)),
    ),
    "awareness": PlanEntry(
        "Customers whose data our staff can reach", "Monthly by the Information Security Manager, yearly by the board.",
        "All staff with access", "Each month until they have done it", "E-mail from the learning platform",
        (
            ("budget", "Licence of the learning platform", "95000000", "IDR", "maria"),
            ("people", "Two hours for each of 180 people", "360", "hours", "kartika"),
        ),
        (
            ("top_management", "President Director", "Took the course first."),
            ("business", "Heads of all units", "Can be done on shift."),
        ),
        (("Half of the staff done", 6, None), ("Access is closed for those who have not done it", 12, None)),
    ),
    "deploy": PlanEntry(
        "Users of the business applications", REVIEW, "Application teams and their customers",
        "At the start, then each month", "Release calendar",
        (
            ("people", "Application teams", "2", "teams", "yuliana"),
            ("budget", "Test automation", "260000000", "IDR", "manager"),
        ),
        (
            ("top_management", "Director of Service Operations", "Smaller releases are safer releases."),
            ("customers", "Asuransi Teduh Abadi", "Can accept a release within two days."),
        ),
        (("Regression tests at night", 3, None), ("Releases of one team a week", 6, "1.3"), ("Both teams", 10, None)),
    ),
    "firstcontact": PlanEntry(
        "6,400 users of the service desk", REVIEW, "Service desk agents and second line", "Each month",
        "Team meetings and a board in the service desk",
        (
            ("people", "Knowledge editor, half a position", "1", "person", "manager"),
            ("training", "Training for agents", "8", "days", "maria"),
        ),
        (
            ("top_management", "Director of Service Operations", "The best team shows that it can be done."),
            ("business", "Second line teams", "Will write the articles for their own tickets."),
        ),
        (("Articles for the fifty most frequent tickets", 4, None), ("Remote support on all endpoints", 9, None)),
    ),
    "restore": PlanEntry(
        "All customers of the backup service", REVIEW, "Recovery teams and customers of the backup service",
        QUARTER, "Test protocols and service report",
        (
            ("people", "Recovery teams, one day a month", "4", "people", "yuliana"),
            ("tool", "Test storage in Surabaya", "20", "TB", "manager"),
        ),
        (
            ("top_management", BOARD, "A restore that fails in a test may fail in an emergency."),
            ("customers", "Bank Perdana Sagara", "Wants its own data in the sample."),
        ),
        (("Automated comparison of data", 4, None), ("Keys are renewed before they expire", 7, None)),
    ),
    "autocat": PlanEntry(
        "Users of the service desk", REVIEW, "Service desk agents", "At the start and after each step",
        "Team meetings",
        (
            ("people", "Data analyst, three months", "1", "person", "manager"),
            ("tool", "Configuration of the service desk tool", "15", "days", "manager"),
        ),
        (
            ("top_management", "Director of Service Operations", "No ticket may wait for a wrong category."),
            ("business", "Service Desk", "The pilot categorized 70% correctly."),
        ),
        (("Rules for the ten most frequent categories", 2, None), ("Learning model in operation", 8, None)),
    ),
    "cmdb": PlanEntry(
        "Everybody who plans changes to customers' services", REVIEW, "Infrastructure, cloud and change teams",
        "At the start and after each step", "Change advisory board",
        (
            ("budget", "Cloud configuration service, first year", "420000000", "IDR", "kartika"),
            ("people", "Engineer, five months", "1", "person", "yuliana"),
        ),
        (
            ("top_management", BOARD, "The data protection agreement comes first."),
            ("customers", BANKS, "Ask where their configuration data is kept."),
        ),
        (("Agreement with the banks", 2, None), ("Third step of the migration", 9, None)),
    ),
    "portal": PlanEntry(
        "Citizens who use the portals of the regency", REVIEW, "Application support and the regency", "Each month",
        "Service report to the regency",
        (
            ("budget", "Additional hosts for the licensing period", "85000000", "IDR", "manager"),
            ("tool", "Web application firewall", "1", "tool", "manager"),
        ),
        (
            ("top_management", "Director of Service Operations", "The licensing period must not fail again."),
            ("customers", "Communication office of the regency", "Will join the recovery exercise."),
        ),
        (("Load test before the licensing period", 3, None), ("Joint recovery exercise", 6, None)),
    ),
    "reports": PlanEntry(
        "Koperasi Lumbung Makmur", "Monthly by the Service Level Manager.", "The cooperative", "Each month",
        "Message with the report",
        (("tool", "Reporting tool", "1", "tool", "manager"),),
        (
            ("top_management", "Director of Service Operations", "A small customer, and a fair wish."),
            ("customers", "Koperasi Lumbung Makmur", "Needs the figures for its own meeting."),
        ),
        (("Automatic collection of figures", 3, None),),
    ),
}  # fmt: skip
