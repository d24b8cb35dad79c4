"""Planned changes to the SMS (6.3), one in every state of their life."""

from smsplan.demo.content.kinds import ChangeEntry

CHANGES = (
    ChangeEntry(
        "portalscope", 262, "Extend the scope of the SMS to Government Portal Hosting", "fajar",
        "The SMS covers seven services. From the start of the contract with the regency it also covers the hosting of "
        "its "
        "two portals, with practices, records and reports as for every other service.",
        "The contract asks for a certified SMS. Without the change the portal would be run outside of it, with its own "
        "rules for changes and incidents.",
        "40 person-days, Rp 350 million for the dedicated environment, a part-time service manager.",
        "More load on incident and change management; security requirements of SPBE are new to us. If the transition "
        "fails, the former provider goes on for three months.",
        "Kick-off with the regency; news to all staff in the monthly meeting; entry in the service catalogue.",
        "Two days on SPBE for twelve people; one hour for all service desk agents.",
        "First month with availability of 99.0%, all incidents and changes of the portal recorded in the SMS, and no "
        "major nonconformity in the internal audit.",
        (235, 195), "significant", ("portal",), ("security", "continuity", "slm"), (), ("scope", "practices", "risks"),
        submit=256, approve=(249, "The extended scope is wanted and resourced."), start=234, implement=206,
        verify=(158, True, "Availability of 99.6% in the first month; internal audit IA-07 without major findings."),
        close=150,
    ),
    ChangeEntry(
        "gate", 300, "Put an automated deployment gate in front of production", "dimas",
        "Today the advisory board approves by e-mail and engineers deploy with standing rights. In future the pipeline "
        "asks for an approved change record, and standing rights end.",
        "Changes without a record were found in the audit. The risk of uncontrolled changes is high.",
        "60 person-days, licence of the gate (Rp 140 million a year).",
        "A fault of the gate could block urgent repairs: an emergency account with two keys stays, and each use is "
        "reviewed on the next day.",
        "Demonstration for all teams; letter to the banks, whose consent is asked for.",
        "Half a day for 45 engineers; guide in the knowledge base.",
        "No unauthorized change in two quarterly audits, and the lead time of a normal change below five days.",
        (280, 225), "significant", ("core", "network", "apps"), ("change", "release"), ("cab",),
        ("practices", "governance"),
        submit=294, approve=(288, "Approved; report to the management review."), start=279, implement=228,
        verify=(42, True, "Audits of two quarters without an unauthorized change; lead time 3.4 days."),
    ),
    ChangeEntry(
        "matrix", 240, "Introduce a competence matrix with deputies for key roles", "maria",
        "Each practice gets a matrix of the competences that it needs, and each key role a deputy.",
        "Expertise is lost when one person leaves. The last departure cost us three weeks.",
        "15 person-days of the Human Resources unit, Rp 220 million for courses.",
        "Deputies have less time for their own work for half a year.",
        "Talks with each team; result in the yearly appraisal.",
        "Root cause analysis for six people, leading major incidents for four.",
        "Every key role has a deputy who has led it for one week.",
        (225, 130), "minor", (), ("incident", "problem"), ("keyperson", "skills"), ("roles", "resources"),
        submit=236, approve=(232, "Approved."), start=224, implement=128,
        verify=(95, False, "Nine of eleven key roles have a deputy, and only five deputies led for a week."), close=90,
    ),
    ChangeEntry(
        "regmonitor", 190, "Establish a process that watches new regulations", "compliance",
        "Publications of OJK, BSSN and the ministries are looked through each week; what bears on us is assessed "
        "within "
        "ten days and becomes an obligation, a risk or a change.",
        "So far we learned of new rules from our customers.",
        "Two hours a week; subscription of a legal newsletter (Rp 18 million a year).",
        "A rule may still be missed; the association's circle is a second source.",
        "Procedure in the document library; result in each management review.",
        "One hour for practice owners.",
        "Every publication that bears on us is assessed within ten days, over two quarters.",
        (170, 110), "minor", ("core", "portal"), ("security",), ("regulation", "pojknew"), ("governance", "risks"),
        submit=184, approve=(179, "Approved, and overdue."), start=168, implement=26,
    ),
    ChangeEntry(
        "desktool", 120, "Adopt a new service desk tool with self-service", "contributor",
        "The old tool on our own server is replaced by a product with self-service portal, automatic categorization "
        "and "
        "daily off-site backups. Ticket history of five years is taken over.",
        "Support for the old tool ends next year, and its failure is a risk in the register.",
        "Project of 160 person-days; Rp 1.3 billion in two years.",
        "Loss of tickets at the changeover: both tools run side by side for two weeks and the old one stays readable.",
        "Newsletter to customers' key users each month; banner in the old tool.",
        "Four hours for each of 24 agents, one hour for key users.",
        "All open tickets taken over, reports of the first month complete, satisfaction not lower than before.",
        (85, -24), "significant", ("desk", "endpoint"), ("incident", "request"), ("desktool", "toolbudget"),
        ("practices", "resources", "timeline"),
        submit=112, approve=(105, "Approved with the budget of the half-yearly planning."), start=84,
    ),
    ChangeEntry(
        "shiftdeputy", 75, "Name a deputy on every shift who may call a major incident", "contributor",
        "Today only the Service Desk and Incident Manager calls a major incident. In future the deputy of each shift "
        "may, "
        "with prepared messages to customers.",
        "In two of five major incidents customers were told too late.",
        "Shift allowance for six people; twelve exercise hours.",
        "More major incidents may be called than needed; each is reviewed on the next day.",
        "Letter to all customers with the new numbers; team meetings.",
        "Half a day for six deputies; exercise each month.",
        "First message within 15 minutes in every major incident of a quarter.",
        (55, 3), "minor", ("core", "network", "desk"), ("incident",), ("majorincident",), ("roles",),
        submit=68, approve=(62, "Approved. Begin with the night shift."),
    ),
    ChangeEntry(
        "cloudcmdb", 28, "Move configuration management to a cloud service", "intan",
        "The configuration database on our own servers is replaced by a cloud service with nightly discovery.",
        "The data are correct for 93% of the items; changes are judged on wrong dependencies.",
        "One engineer for five months, Rp 420 million a year, agreement on data protection.",
        "Configuration data leave our data centre: names of persons are taken out, and data stay in Indonesia. Return "
        "to "
        "the old database is possible for six months.",
        "Talks with the banks' security officers; demonstration for practice owners.",
        "One day for eight configuration editors.",
        "98% correct items in two monthly samples, and old servers switched off.",
        (-30, -180), "significant", ("cloud", "core"), ("configuration", "change"), ("cmdb",),
        ("practices", "resources"),
        submit=8,
    ),
    ChangeEntry(
        "supplierreview", 14, "Evaluate key suppliers twice a year with one questionnaire", "yosef",
        "Suppliers are evaluated by each unit in its own way. One questionnaire with targets from our own commitments "
        "replaces them.",
        "Late deliveries were known in one unit and not in the others.",
        "", "Suppliers may not answer in time.", "Letter to twelve key suppliers.", "", "",
        (-45, -120), "minor", (), ("supplier",), ("vendor",), ("governance",),
    ),
    ChangeEntry(
        "outsource", 150, "Hand the night shift of the service desk to a partner", "contributor",
        "Calls between ten in the evening and six in the morning would be taken by a partner in Yogyakarta.",
        "Night shifts are expensive and hard to staff.",
        "Contract of Rp 900 million a year.",
        "Loss of knowledge; customers' data at another party; consent of the banks needed.",
        "Letter to all customers.", "Four weeks for the partner's agents.",
        "Answer times at night as agreed, and satisfaction not lower than before.",
        (-10, -100), "significant", ("desk",), ("incident", "supplier"), (), ("scope", "roles"),
        submit=140,
        reject=(133, "Two banks refuse their consent, and major incidents need our own people at night."),
    ),
    ChangeEntry(
        "mergechange", 210, "Merge change and release management into one practice", "dimas",
        "One owner, one calendar and one procedure for both practices.",
        "Hand-overs between the two take a day.",
        "20 person-days.", "Loss of the second pair of eyes on a release.", "Team meetings.",
        "Two hours for all engineers.", "Lead time of a release below four days.",
        (180, 120), "minor", ("apps",), ("change", "release"), (), ("practices", "roles"),
        submit=204, approve=(199, "Approved as a trial in one team."),
        cancel=(172, "The trial showed no gain, and the auditors of the banks want the two roles apart."),
    ),
)  # fmt: skip
