"""Planned changes to the SMS (6.3), at least one in every state of their life."""

from smsplan.demo.content.kinds import ChangeEntry

#: Who attends trainings and has no account, as many of them as came.
ATTENDANTS = (
    "Adi Kurniawan", "Anisa Rahayu", "Arif Budiman", "Bayu Saputra", "Citra Anggraini", "Dedi Setiawan",
    "Dian Purnama", "Eko Wibowo", "Fitri Handayani", "Gita Maharani", "Heru Susanto", "Indra Permana",
    "Joko Prasetyo", "Kiki Amelia", "Lukman Hakim", "Mega Puspita", "Nanda Pratama", "Oki Firmansyah",
    "Putri Wulandari", "Rina Marlina", "Slamet Riyadi", "Tika Lestari", "Umar Faruq", "Wawan Hermawan",
)  # fmt: skip

CHANGES = (
    ChangeEntry(
        "portalscope", 262, "Extend the scope of the SMS to Government Portal Hosting", "fajar",
        "The SMS covers seven services. From the start of the contract with the regency it also covers the hosting of "
        "its two portals, with practices, records and reports as for every other service.",
        "The contract asks for a certified SMS. Without the change the portal would be run outside of it, with its own "
        "rules for changes and incidents.",
        (235, 195), "significant",
        answers={
            "scope": "Government Portal Hosting comes into the scope.",
            "obligations": "SPBE and the contract with the regency bind us for the first time.",
            "resources": "The dedicated environment was not in the budget.",
            "reach": "Service desk, operations and security work for a new kind of customer.",
        },
        services=("portal",), practices=("security", "continuity", "slm"), sections=("scope", "practices", "risks"),
        resources=(
            ("people", "Preparation and transition", 40, "person-days", "yuliana"),
            ("budget", "Dedicated environment", 350_000_000, "IDR", "manager"),
            ("people", "Part-time service manager", None, "", "maria"),
        ),
        impacts=(
            ("medium", "More load on incident and change management", "Two more agents in the first three months"),
            ("medium", "Security requirements of SPBE are new to us", "Advice of a specialist before the audit"),
            ("high", "The transition fails", "The former provider goes on for three months"),
        ),
        communications=(
            ("The regency", "Kick-off: how the SMS works, whom to call", "Meeting", 240, "fajar", 240),
            ("All staff", "A new customer, and what it asks of us", "Monthly meeting", 230, "compliance", 231),
            ("Customers", "The service stands in the service catalogue", "Service catalogue", 200, "putu", 202),
        ),
        trainings=(
            ("Operations and security", "SPBE and its controls, two days", 215, "rizky", 12, 214),
            ("Service desk agents", "The portals and their users, one hour", 205, "contributor", 24, 206),
        ),
        criteria=(
            ("First month with availability of 99.0%", "Monthly report", "99.6% in the first month."),
            ("All incidents and changes of the portal are recorded in the SMS", "Sample", "30 of 30 sampled."),
            ("No major nonconformity in the internal audit", "Report of IA-07", "IA-07 without major findings."),
        ),
        milestones=(
            ("Environment accepted", 222, "hendra", 223),
            ("Data moved and checked", 208, "fajar", 207),
        ),
        submit=256, approve=(249, "The extended scope is wanted and resourced."), start=234, implement=206,
        verify=(158, True, "Availability of 99.6% in the first month; internal audit IA-07 without major findings."),
        close=150,
    ),
    ChangeEntry(
        "gate", 300, "Put an automated deployment gate in front of production", "dimas",
        "Today the advisory board approves by e-mail and engineers deploy with standing rights. In future the pipeline "
        "asks for an approved change record, and standing rights end.",
        "Changes without a record were found in the audit. The risk of uncontrolled changes is high.",
        (280, 225), "significant",
        answers={
            "authorities": "Standing rights to deploy end; the record decides.",
            "practice": "The process of change management gets a gate, and its tool changes.",
            "risk": "The risk of uncontrolled changes is high.",
            "reach": "All engineers deploy differently.",
        },
        services=("core", "network", "apps"), practices=("change", "release"), risks=("cab",),
        sections=("practices", "governance"),
        resources=(
            ("people", "Pipeline and integration", 60, "person-days", "yuliana"),
            ("budget", "Licence of the gate, a year", 140_000_000, "IDR", "manager"),
        ),
        impacts=(
            (
                "high", "A fault of the gate blocks urgent repairs",
                "An emergency account with two keys stays, and each use is reviewed on the next day",
            ),
        ),
        communications=(
            ("All engineering teams", "Demonstration and dates", "Team meetings", 255, "dimas", 256),
            ("Banks", "Letter; their consent is asked for", "Letter", 265, "putu", 262),
        ),
        trainings=(("Engineers", "Deploying through the gate, half a day", 232, "dimas", 22, 231),),
        criteria=(
            ("No unauthorized change in two quarterly audits", "Audits of changes", "None in both quarters."),
            ("Lead time of a normal change below five days", "Report of the pipeline", "3.4 days."),
        ),
        milestones=(
            ("Gate in one team", 250, "dimas", 248),
            ("Standing rights taken away", 228, "rizky", 228),
        ),
        submit=294, approve=(288, "Approved; report to the management review."), start=279, implement=228,
        verify=(42, True, "Audits of two quarters without an unauthorized change; lead time 3.4 days."),
    ),
    ChangeEntry(
        "matrix", 240, "Introduce a competence matrix with deputies for key roles", "maria",
        "Each practice gets a matrix of the competences that it needs, and each key role a deputy.",
        "Expertise is lost when one person leaves. The last departure cost us three weeks.",
        (225, 130), "minor",
        answers={"resources": "The courses were not in the budget."},
        practices=("incident", "problem"), risks=("keyperson", "skills"), sections=("roles", "resources"),
        resources=(
            ("people", "Human Resources unit", 15, "person-days", "maria"),
            ("training", "Courses", 220_000_000, "IDR", "manager"),
        ),
        impacts=(
            ("low", "Deputies have less time for their own work for half a year", "Agreed with the heads of units"),
        ),
        communications=(("All teams", "What the matrix is for", "Talks with each team", 200, "maria", 198),),
        trainings=(
            ("Six engineers", "Root cause analysis", 170, "intan", 6, 168),
            ("Four deputies", "Leading major incidents", 150, "contributor", 4, 149),
        ),
        criteria=(
            ("Every key role has a deputy", "Competence matrix", "Nine of eleven key roles have a deputy.", False),
            ("Each deputy has led the role for one week", "Shift plan", "Only five deputies led for a week.", False),
        ),
        milestones=(("Matrix of all practices filled in", 180, "maria", 176),),
        submit=236, approve=(232, "Approved."), start=224, implement=128,
        verify=(95, False, "Nine of eleven key roles have a deputy, and only five deputies led for a week."), close=90,
    ),
    ChangeEntry(
        "deputyweeks", 92, "Let every deputy of a key role lead it for one week", "maria",
        "Two key roles get a deputy. Each deputy leads the role for one week in the quarter, in the shift plan.",
        "CHG-0003 named deputies, and most of them have never led.",
        (84, -20), "minor",
        answers={},
        practices=("incident", "problem"), risks=("keyperson",), sections=("roles",), follows="matrix",
        note_resources="None beyond the shift plan: the weeks replace shifts of the same people.",
        communications=(("Heads of units", "Weeks of the deputies", "Meeting", 80, "maria", 79),),
        trainings=(("Two new deputies", "Hand-over of the role, two days", -5, "maria", 2, None),),
        milestones=(
            ("First round of weeks led", 20, "contributor", 18),
            ("Second round led", -15, "contributor", None),
        ),
        submit=90, approve=(86, "Approved. Report in the next management review."), start=83,
    ),
    ChangeEntry(
        "regmonitor", 190, "Establish a process that watches new regulations", "compliance",
        "Publications of OJK, BSSN and the ministries are looked through each week; what bears on us is assessed "
        "within ten days and becomes an obligation, a risk or a change.",
        "So far we learned of new rules from our customers.",
        (170, 110), "significant",
        answers={"obligations": "It decides what becomes an obligation of ours."},
        services=("core", "portal"), practices=("security",), risks=("regulation", "pojknew"),
        sections=("governance", "risks"),
        resources=(
            ("people", "Compliance Officer", 2, "hours a week", "manager"),
            ("budget", "Subscription of a legal newsletter, a year", 18_000_000, "IDR", "siti"),
        ),
        impacts=(("medium", "A rule may still be missed", "The association's circle is a second source"),),
        communications=(
            ("Practice owners", "The procedure, and where it stands", "Document library", 115, "compliance", 116),
            ("Top management", "Result in each management review", "Management review", 100, "compliance", 98),
        ),
        trainings=(("Practice owners", "Assessing a new rule, one hour", 112, "compliance", 9, 110),),
        criteria=(
            ("Every publication that bears on us is assessed within ten days, over two quarters", "Log of the process"),
        ),
        milestones=(("First weekly round", 150, "compliance", 149),),
        submit=184, approve=(179, "Approved, and overdue."), start=168, implement=26,
    ),
    ChangeEntry(
        "desktool", 120, "Adopt a new service desk tool with self-service", "contributor",
        "The old tool on our own server is replaced by a product with self-service portal, automatic categorization "
        "and daily off-site backups. Ticket history of five years is taken over.",
        "Support for the old tool ends next year, and its failure is a risk in the register.",
        (85, -24), "significant",
        answers={
            "practice": "The tool of incident management and request fulfilment is replaced.",
            "risk": "After the changeover there is no way back to the old tool.",
            "resources": "Rp 1.3 billion in two years, agreed in the half-yearly planning.",
            "reach": "24 agents and the key users of all customers.",
        },
        services=("desk", "endpoint"), practices=("incident", "request"), risks=("desktool", "toolbudget"),
        sections=("practices", "resources", "timeline"),
        resources=(
            ("people", "Project team", 160, "person-days", "yuliana"),
            ("tool", "Licences and migration, first year", 800_000_000, "IDR", "manager"),
            ("tool", "Licences, second year", 500_000_000, "IDR", ""),
        ),
        impacts=(
            ("high", "Tickets are lost at the changeover", "Both tools run side by side for two weeks"),
            ("medium", "Reports of the first month are incomplete", "The old tool stays readable"),
        ),
        communications=(
            ("Key users of customers", "What changes for them, each month", "Newsletter", 60, "putu", 61),
            ("All users", "Banner with the date of the changeover", "Banner in the old tool", 4, "contributor", None),
            ("Key users of customers", "How self-service works", "Video and leaflet", -14, "putu", None),
        ),
        trainings=(
            ("Service desk agents", "The new tool, four hours", 6, "contributor", 24, 7),
            ("Key users", "Self-service, one hour", -12, "contributor", 40, None),
        ),
        criteria=(
            ("All open tickets are taken over", "Count before and after"),
            ("Reports of the first month are complete", "Service level reports"),
            ("Satisfaction is not lower than before", "Survey after a month"),
        ),
        milestones=(
            ("Contract signed", 78, "yosef", 80),
            ("Ticket history taken over in the test", 30, "intan", 27),
            ("Both tools run side by side", 2, "contributor", None),
            ("Old tool is read-only", -18, "contributor", None),
        ),
        submit=112, approve=(105, "Approved with the budget of the half-yearly planning."), start=84,
    ),
    ChangeEntry(
        "shiftdeputy", 75, "Name a deputy on every shift who may call a major incident", "contributor",
        "Today only the Service Desk and Incident Manager calls a major incident. In future the deputy of each shift "
        "may, with prepared messages to customers.",
        "In two of five major incidents customers were told too late.",
        (55, 3), "significant",
        answers={"authorities": "Deputies get the authority to call a major incident."},
        services=("core", "network", "desk"), practices=("incident",), risks=("majorincident",), sections=("roles",),
        resources=(
            ("budget", "Shift allowance for six people, a year", 54_000_000, "IDR", "manager"),
            ("people", "Exercises", 12, "hours", "contributor"),
        ),
        impacts=(
            ("low", "More major incidents may be called than needed", "Each is reviewed on the next day"),
        ),
        communications=(
            ("All customers", "The new numbers, and who may call", "Letter", 10, "putu", None),
            ("Service desk", "What a deputy decides", "Team meetings", 50, "contributor", 48),
        ),
        trainings=(("Deputies", "Leading the first hour, half a day", 8, "contributor", 6, None),),
        criteria=(
            ("First message within 15 minutes in every major incident of a quarter", "Records of major incidents"),
        ),
        submit=68, approve=(62, "Approved. Begin with the night shift."),
    ),
    ChangeEntry(
        "cloudcmdb", 28, "Move configuration management to a cloud service", "intan",
        "The configuration database on our own servers is replaced by a cloud service with nightly discovery.",
        "The data are correct for 93% of the items; changes are judged on wrong dependencies.",
        (-30, -180), "significant",
        answers={
            "obligations": "Configuration data leave our data centre; UU PDP bears on what names persons.",
            "practice": "The tool of configuration management is replaced.",
            "resources": "The yearly fee is new.",
        },
        services=("cloud", "core"), practices=("configuration", "change"), risks=("cmdb",),
        sections=("practices", "resources"),
        resources=(
            ("people", "Engineer", 5, "months", "yuliana"),
            ("tool", "Cloud service, a year", 420_000_000, "IDR", ""),
        ),
        impacts=(
            (
                "high", "Configuration data leave our data centre",
                "Names of persons are taken out, and data stay in Indonesia",
            ),
            ("medium", "The service is not what it promises", "Return to the old database within six months"),
        ),
        communications=(
            ("Banks' security officers", "What is kept where", "Talks", -25, "rizky", None),
            ("Practice owners", "Demonstration", "Meeting", -60, "intan", None),
        ),
        trainings=(("Configuration editors", "Discovery and correction, one day", -90, "intan", 8, None),),
        criteria=(
            ("98% correct items in two monthly samples", "Samples of 200 items"),
            ("The old servers are switched off", "Inventory"),
        ),
        milestones=(
            ("Agreement on data protection signed", -40, "rizky", None),
            ("Discovery runs each night", -100, "intan", None),
        ),
        submit=8,
    ),
    ChangeEntry(
        "supplierreview", 14, "Evaluate key suppliers twice a year with one questionnaire", "yosef",
        "Suppliers are evaluated by each unit in its own way. One questionnaire with targets from our own commitments "
        "replaces them.",
        "Late deliveries were known in one unit and not in the others.",
        (-45, -120), "minor",
        practices=("supplier",), risks=("vendor",), sections=("governance",),
        impacts=(("low", "Suppliers may not answer in time", ""),),
        communications=(("Twelve key suppliers", "The questionnaire and its dates", "Letter", -50, "yosef", None),),
    ),
    ChangeEntry(
        "outsource", 150, "Hand the night shift of the service desk to a partner", "contributor",
        "Calls between ten in the evening and six in the morning would be taken by a partner in Yogyakarta.",
        "Night shifts are expensive and hard to staff.",
        (-10, -100), "significant",
        answers={
            "scope": "Another party takes part in the service.",
            "obligations": "Customers' data are with another party; the banks have to consent.",
            "authorities": "The partner would call major incidents at night.",
            "risk": "Knowledge that is lost does not come back soon.",
        },
        services=("desk",), practices=("incident", "supplier"), sections=("scope", "roles"),
        resources=(("budget", "Contract, a year", 900_000_000, "IDR", ""),),
        impacts=(
            ("high", "Loss of knowledge", "Own people stay on call for the first year"),
            ("high", "Customers' data are at another party", "Consent of the banks, and an agreement"),
        ),
        communications=(("All customers", "Who answers at night", "Letter", -20, "putu", None),),
        trainings=(("The partner's agents", "Four weeks beside ours", -30, "contributor", 9, None),),
        criteria=(
            ("Answer times at night as agreed", "Service level reports"),
            ("Satisfaction is not lower than before", "Survey after a quarter"),
        ),
        submit=140,
        reject=(133, "Two banks refuse their consent, and major incidents need our own people at night."),
    ),
    ChangeEntry(
        "mergechange", 210, "Merge change and release management into one practice", "dimas",
        "One owner, one calendar and one procedure for both practices.",
        "Hand-overs between the two take a day.",
        (180, 120), "significant",
        answers={
            "authorities": "One owner instead of two.",
            "practice": "Two procedures become one.",
        },
        services=("apps",), practices=("change", "release"), sections=("practices", "roles"),
        resources=(("people", "Procedure and calendar", 20, "person-days", "yuliana"),),
        impacts=(("high", "Loss of the second pair of eyes on a release", "Trial in one team first"),),
        communications=(("All engineers", "The trial, and how it is judged", "Team meetings", 175, "dimas", None),),
        trainings=(("All engineers", "The common procedure, two hours", 140, "dimas", 45, None),),
        criteria=(("Lead time of a release below four days", "Report of the pipeline"),),
        submit=204, approve=(199, "Approved as a trial in one team."),
        cancel=(172, "The trial showed no gain, and the auditors of the banks want the two roles apart."),
    ),
)  # fmt: skip
