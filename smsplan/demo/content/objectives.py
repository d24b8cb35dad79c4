"""Service management objectives of the past and the present cycle; the first five are the guide's."""

from objectives.alignment import statements
from smsplan.demo.content.kinds import ObjectiveEntry
from smsplan.demo.content.organization import ORGANIZATION

DEPENDABLE, FASTER, COST, PEOPLE = ORGANIZATION["strategic_priorities"]
DELIVER, _MANAGE, FULFIL, LEARN, STOP = statements(ORGANIZATION["policy"])

RUNNING = (-10, 1)
ENDED = (-12, -1)

OBJECTIVES = (
    ObjectiveEntry(
        "uptime", 376, "Achieve 99.5% uptime for critical business services",
        {
            "area": "Service Availability", "metric": "Availability of services with criticality critical",
            "unit": "%", "baseline": "99.21", "target": "99.5", "direction": "at_least", "rule": "average",
            "frequency": "monthly", "serves": [DEPENDABLE, DELIVER],
            "description": "Monthly availability of core banking hosting, managed network and backup, without agreed "
            "maintenance windows, weighted by the number of users.",
            "measurement_approach": "Monthly uptime reports from monitoring systems; calculate 99.5% threshold",
            "achievable": "New storage controllers are ordered, and ten of the last twelve months were above 99.4%.",
            "activities": "Replace controllers (month 3). Automatic failover (month 6). Failover exercise each "
            "quarter.",
        },
        "yuliana", services=("core", "network", "backup"), months=RUNNING, submit=371, approve=366,
        values=("99.41", "99.52", "99.60", "99.38", "99.57", "99.63", "99.71", "99.55", "99.68", "99.62"),
        notes={3: "Outage of 71 minutes during the replacement of a controller."},
    ),
    ObjectiveEntry(
        "mttr", 376, "Reduce P1 incident MTTR (mean time to resolution) from 4 hours to 2 hours",
        {
            "area": "Incident Management", "metric": "Mean time to resolution of P1 incidents", "unit": "hours",
            "baseline": "4", "target": "2", "direction": "at_most", "rule": "latest", "frequency": "monthly",
            "serves": [FASTER, LEARN],
            "description": "Time from the first alarm or call until the service is restored, for all incidents of "
            "priority 1.",
            "measurement_approach": "Track MTTR for all P1 incidents; calculate monthly average",
            "achievable": "Half of the present time is spent before the right team is called.",
            "activities": "Escalation after 15 minutes (month 1). Twenty runbooks (month 6). Suppliers on call (month "
            "8).",
        },
        "contributor", services=("core", "network", "cloud"), corrective=(
            55, "Night incidents are called late, and suppliers join the call after an hour.",
            "Let monitoring open major incidents by itself and put suppliers on the bridge call", "contributor", -12,
        ),
        months=RUNNING, submit=371, approve=366,
        values=("4.1", "3.9", "3.8", "3.5", "3.4", "3.1", "3.2", "2.9", "2.7", "2.65"),
        notes={6: "One incident of nine hours waited for a part from the supplier."},
    ),
    ObjectiveEntry(
        "changesuccess", 375, "Achieve 95% successful change deployment rate (no rollbacks)",
        {
            "area": "Change Management", "metric": "Share of changes completed without rollback", "unit": "%",
            "baseline": "91", "target": "95", "direction": "at_least", "rule": "average", "frequency": "monthly",
            "serves": [DEPENDABLE],
            "description": "All changes of the month except standard changes.",
            "measurement_approach": "Track all changes; measure percentage completed without rollback",
            "achievable": "Teams that test on the staging platform are at 97% already.",
            "activities": "Automated deployment gate (month 4). Review of each rollback within three days.",
        },
        "dimas", services=("core", "apps"), months=RUNNING, submit=371, approve=365,
        values=("93.2", "94.8", "95.1", "96.0", "94.9", "96.3", "97.1", "96.2", "95.8", "96.9"),
    ),
    ObjectiveEntry(
        "cost", 374, "Reduce IT cost per user by 10% by year-end",
        {
            "area": "Cost Control", "metric": "Reduction of IT cost per user against the year before", "unit": "%",
            "baseline": "0", "target": "10", "direction": "at_least", "rule": "latest", "frequency": "quarterly",
            "serves": [COST],
            "description": "Total IT cost divided by the total user base, compared with the same quarter a year "
            "before.",
            "measurement_approach": "Calculate total IT cost / total user base; track quarterly",
            "achievable": "Unused licences alone are 6% of the cost.",
            "activities": "Licence harvest each quarter. Consolidation of hosts. New price clause in three contracts.",
        },
        "siti", sponsor="kartika", corrective=(
            34, "The price adjustment clause was refused by the banks.",
            "Consolidate hosts of the private cloud before the next licence year", "hendra", -45,
        ),
        months=RUNNING, submit=370, approve=364,
        values=("1.6", "2.9", "3.8", "4.3"),
        notes={2: "The exchange rate used up most of what the licence harvest saved."},
    ),
    ObjectiveEntry(
        "pojk", 374, "Maintain 100% compliance with POJK service continuity requirements",
        {
            "area": "Compliance", "metric": "Continuity requirements that are fulfilled with evidence", "unit": "%",
            "baseline": "100", "target": "100", "direction": "at_least", "rule": "every_period",
            "frequency": "quarterly", "serves": [DEPENDABLE, FULFIL],
            "description": "All 26 requirements of the checklist that was agreed with the banks.",
            "measurement_approach": "Quarterly audit of BC/DR testing and documentation",
            "achievable": "All requirements were fulfilled at the last audit.",
            "activities": "Quarterly audit. Exercises in the second and fourth quarter. Yearly review of all plans.",
        },
        "compliance", sponsor="kartika", services=("core", "backup"), months=RUNNING, submit=370, approve=364,
        values=("100", "100", "100", "100"),
    ),
    ObjectiveEntry(
        "sla", 384, "Achieve 98% SLA compliance over the planning cycle",
        {
            "area": "Service Level Management", "metric": "Service level targets met", "unit": "%", "baseline": "95.5",
            "target": "98", "direction": "at_least", "rule": "average", "frequency": "monthly",
            "serves": [DEPENDABLE, DELIVER],
            "description": "Share of all agreed service level targets that were met in the month, over all customers.",
            "measurement_approach": "Service level reports to customers, counted by the Service Level Manager.",
            "achievable": "Only two of 61 targets are missed regularly, and both have an improvement plan.",
            "activities": "Early warning at 80% of a target. Improvement plan within ten days of each breach.",
        },
        "putu", services=("core", "network", "desk"), months=ENDED, submit=382, approve=379,
        values=("97.2", "97.9", "98.1", "98.4", "97.8", "98.3", "98.7", "98.2", "98.9", "98.6", "98.4", "98.8"),
    ),
    ObjectiveEntry(
        "awareness", 384, "Complete 100% of annual security awareness training",
        {
            "area": "Information Security", "metric": "Staff who completed the training", "unit": "%", "baseline": "0",
            "target": "100", "direction": "at_least", "rule": "latest", "frequency": "monthly",
            "serves": [PEOPLE, STOP],
            "description": "All permanent and contracted staff with access to customers' systems.",
            "measurement_approach": "Learning platform, list of completions at the end of the month.",
            "achievable": "The course takes two hours and can be done on shift.",
            "activities": "Invitation by team and month. Reminder by the line manager. Closing of access after the "
            "due date.",
        },
        "rizky", sponsor="kartika", close=(
            9, "missed", "171 of 178 people completed it; seven shift workers could not be spared in October.",
            "Offer the training on three dates a shift, and begin in June.",
        ),
        months=ENDED, submit=382, approve=379,
        values=("9", "18", "27", "35", "44", "52", "60", "69", "76", "84", "91", "96"),
        notes={11: "Seven people were on long leave."},
    ),
    ObjectiveEntry(
        "deploy", 372, "Deploy changes to production on average 2x per week",
        {
            "area": "Release Management", "metric": "Deployments per week, average of the month", "unit": "per week",
            "baseline": "0.8", "target": "2", "direction": "at_least", "rule": "latest", "frequency": "monthly",
            "serves": [FASTER],
            "description": "Releases of business applications under application support.",
            "measurement_approach": "Deployment log of the pipeline, divided by the weeks of the month.",
            "achievable": "The pipeline allows a release in 40 minutes.",
            "activities": "Smaller releases. Regression tests at night. Acceptance by the customer within two days.",
        },
        "fajar", services=("apps",), months=RUNNING, submit=368, approve=362,
        values=("0.8", "1.0", "1.3", "1.3", "1.6", "1.5", "1.8", "1.9", "2.1", "2.2"),
    ),
    ObjectiveEntry(
        "firstcontact", 372, "Raise first-contact resolution of the service desk from 62% to 75%",
        {
            "area": "Service Desk", "metric": "Tickets resolved at the first contact", "unit": "%", "baseline": "62",
            "target": "75", "direction": "at_least", "rule": "latest", "frequency": "monthly", "serves": [FASTER],
            "description": "Incidents and requests of users that are closed by the agent who took the call.",
            "measurement_approach": "Monthly report of the service desk tool.",
            "achievable": "The best team is at 74% with the same tool.",
            "activities": "Knowledge articles for the fifty most frequent tickets. Remote support on all endpoints.",
        },
        "contributor", services=("desk",), months=RUNNING, submit=368, approve=362,
        values=("62.8", "64.1", "65.0", "66.4", "67.9", "69.5", "70.8", "71.6", None, None),
    ),
    ObjectiveEntry(
        "restore", 372, "Prove 98% of monthly restore tests successful",
        {
            "area": "Service Continuity", "metric": "Restore tests without failure", "unit": "%", "baseline": "95",
            "target": "99", "direction": "at_least", "rule": "average", "frequency": "monthly",
            "serves": [DEPENDABLE, LEARN],
            "description": "All restore tests of the month, with comparison of the data.",
            "measurement_approach": "Test protocols of the recovery teams.",
            "achievable": "Failures of the last year had two causes that can be removed.",
            "activities": "Automated comparison of data. Renewal of keys before they expire.",
        },
        "galih", services=("backup",), months=RUNNING, submit=368, approve=362,
        revise=(
            170,
            "A cooperative left and took a third of the simple tests with it; 98% over the harder ones is what the "
            "same "
            "effort can reach.",
            {"target": "98"},
        ),
        values=("97.5", "97.5", "100", "97.5", "97.2", "97.2", "97.2", "100", "97.2", "97.2"),
    ),
    ObjectiveEntry(
        "autocat", 224, "",
        {
            "title": "Reduce the mean time to resolution of tickets by 20% through automatic categorization",
            "area": "Incident Management", "metric": "Reduction of mean time to resolution", "unit": "%",
            "baseline": "0", "target": "20", "direction": "at_least", "rule": "latest", "frequency": "monthly",
            "serves": [FASTER],
            "measurement_approach": "Service desk tool: mean time of the month against the mean of the quarter before "
            "the "
            "start.",
            "achievable": "Rules alone categorize 70% of the tickets of the pilot correctly.",
            "activities": "Rules for the ten most frequent categories (month 2). Learning model (month 5).",
        },
        "contributor", services=("desk",), months=(-6, 3), submit=218, approve=214, opportunity="autocat",
        values=("1.5", "4.2", "6.9", "8.8", "11.4", "13.0"),
    ),
    ObjectiveEntry(
        "cmdb", 34, "",
        {
            "title": "Raise correct configuration items from 93% to 98% by adopting a cloud configuration service",
            "area": "Configuration Management", "metric": "Correct items in the monthly sample", "unit": "%",
            "baseline": "93", "target": "98", "direction": "at_least", "rule": "latest", "frequency": "monthly",
            "serves": [DEPENDABLE],
            "measurement_approach": "Sample of 100 items a month, compared with the real installation.",
            "achievable": "Discovery brought 96% in the pilot with 400 items.",
            "activities": "Data protection agreement with the banks. Migration in three steps. Switch off the old "
            "database.",
        },
        "intan", services=("cloud", "core"), months=(1, 12), submit=9, opportunity="cloudcmdb",
    ),
    ObjectiveEntry(
        "portal", 48, "Keep the portals of the regency available for 99.0% of each month",
        {
            "area": "Service Availability", "metric": "Availability of the slower of the two portals", "unit": "%",
            "baseline": "99.0", "target": "99.0", "direction": "at_least", "rule": "every_period",
            "frequency": "monthly", "serves": [DEPENDABLE],
            "description": "Seen from outside, every minute, without agreed maintenance.",
            "measurement_approach": "External monitoring, report of the month.",
            "achievable": "The load test passed with three times the expected users.",
            "activities": "Joint recovery exercise with the regency. Load test before each licensing period.",
        },
        "fajar", services=("portal",), months=(0, 11), submit=41, returned=(38, "Say from where it is measured."),
        approve=33,
    ),
    ObjectiveEntry(
        "satisfaction", 20, "Improve customer satisfaction of the service desk",
        {
            "area": "Service Desk", "metric": "Average of the survey after a ticket", "unit": "of 5",
            "frequency": "monthly", "serves": [DEPENDABLE],
            "measurement_approach": "Survey after each ticket; answers of the month.",
        },
        "contributor", services=("desk",),
    ),
    ObjectiveEntry(
        "reports", 330, "Deliver the monthly figures to Koperasi Lumbung Makmur within 3 working days",
        {
            "area": "Service Level Management", "metric": "Working days until the report is sent", "unit": "days",
            "baseline": "9", "target": "3", "direction": "at_most", "rule": "latest", "frequency": "monthly",
            "serves": [DEPENDABLE], "description": "Report on backup and cloud services.",
            "measurement_approach": "Date of the message.", "achievable": "Two other customers receive it in four "
            "days.",
            "activities": "Automatic collection of figures.",
        },
        "putu", services=("backup",), months=(-9, 2), submit=322, approve=316,
        values=("8", "6", "5"),
        withdraw=(165, "The cooperative has ended this service; there is nobody left to report to."),
    ),
)  # fmt: skip
