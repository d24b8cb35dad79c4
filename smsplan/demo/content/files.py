"""Small files that are kept with records as evidence."""

from smsplan.demo.content.kinds import FileEntry

FILES = (
    FileEntry(
        43, "change:gate", "audit-of-changes.csv", "Two quarterly audits of production changes", "compliance",
        table=(
            ("Quarter", "Changes", "With approved record", "Without", "Lead time in days"),
            ("2", "412", "412", "0", "3.9"),
            ("3", "438", "438", "0", "3.4"),
        ),
    ),
    FileEntry(
        159, "change:portalscope", "internal-audit-IA-07.txt", "Report of the internal audit", "compliance",
        text="Internal audit IA-07: Government Portal Hosting\n\n"
        "Sampled: 14 incidents, 9 changes, 3 service level reports.\n"
        "Result: no major nonconformity. One observation: the restore test of the portal lacks the regency's "
        "signature.\n",
    ),
    FileEntry(
        67, "risk:coreuptime", "failover-exercise.xlsx", "Timeline of the failover exercise", "hendra",
        table=(
            ("Minute", "Event"),
            ("0", "Storage path in Bekasi taken away"),
            ("1", "Alarm in the network operations centre"),
            ("4", "Core banking answers from Surabaya"),
            ("95", "Return to Bekasi, no data lost"),
        ),
    ),
    FileEntry(
        139, "risk:ransomware", "exercise-with-top-management.txt", "Minutes of the exercise", "rizky",
        text="Exercise: ransomware in the private cloud\n\n"
        "Present: President Director, Director of Service Operations, Operations Manager, Information Security "
        "Manager.\n"
        "Learned: the decision to disconnect a customer has to be prepared; numbers of BSSN and OJK belong on one "
        "page.\n",
    ),
    FileEntry(
        96, "change:matrix", "competence-matrix.xlsx", "State of deputies per key role", "compliance",
        table=(
            ("Key role", "Deputy", "Led for a week"),
            ("Major incident", "named", "yes"),
            ("Change Manager", "named", "yes"),
            ("Problem review", "named", "no"),
            ("Database recovery", "none", "no"),
        ),
    ),
)  # fmt: skip
