"""The organization, its services and its obligations (Clause 4). Everything here is invented but the laws."""

ORGANIZATION = {
    "name": "PT Arunika Layanan Digital",
    "profile": (
        "PT Arunika Layanan Digital runs information technology for others. From two data centres in Bekasi and "
        "Surabaya and a service desk in Jakarta, 180 people serve regional banks, an insurer, a cooperative and a "
        "regency government. Most customers are regulated, so that a failure of ours becomes a finding of theirs."
    ),
    "scope": (
        "The SMS of PT Arunika Layanan Digital covers the planning, design, transition, delivery and improvement of "
        "the "
        "services in the service portfolio, for all contracted customers in Indonesia, by the Service Operations, "
        "Infrastructure, Application Support, Information Security and Finance units at the Jakarta, Bekasi and "
        "Surabaya sites.\n\n"
        "Out of scope: the training business of the company, which shares neither staff nor tools with service "
        "delivery, and the customers' own branch equipment, which their staff operate."
    ),
    "policy": (
        "We deliver the services that we have agreed, at the quality that we have agreed, and show our customers the "
        "figures.\n\n"
        "Top management sets measurable service management objectives each year, provides the resources that they "
        "need, and looks at the results every quarter. We fulfil service requirements, legal requirements and our "
        "contracts. We find risks before our customers feel them, learn from every major incident, and improve the "
        "service management system and the services continually. Everybody who works for us knows this policy and "
        "stops work that is not safe for a customer's service."
    ),
    "strategic_priorities": [
        "Dependable services for regulated customers",
        "Faster recovery and fewer repeated incidents",
        "Sustainable cost per user",
        "People with proven competence in every key role",
    ],
    "classification": "Internal",
    "time_zone": "Asia/Jakarta",
    "language": "en",
}

# key: title, customers, criticality, owner, targets, description, governed, supported, improved.
SERVICES: dict[str, dict[str, str]] = {
    "core": {
        "title": "Core Banking Hosting",
        "customers": "Bank Cendana Nusantara, Bank Perdana Sagara",
        "criticality": "critical",
        "owner": "hendra",
        "targets": "Availability 99.5% a month; P1 restored within 2 hours; RTO 4 hours, RPO 15 minutes",
        "description": "Hosting and operation of the customers' core banking systems in two data centres.",
        "governed": "Monthly service review with each bank; every change through the change advisory board with the "
        "bank present; quarterly continuity report for the banks' own supervisors.",
        "supported": "Round-the-clock operations in Bekasi, database administrators on call, vendor support contract "
        "with four-hour parts delivery.",
        "improved": "Problem reviews after every P1; capacity plan each half-year; failover exercise each quarter.",
    },
    "network": {
        "title": "Managed Network",
        "customers": "All customers",
        "criticality": "critical",
        "owner": "andi",
        "targets": "Availability 99.7% a month per site with two links; P1 restored within 2 hours",
        "description": "Wide area network, branch connectivity and perimeter security for 214 customer sites.",
        "governed": "Service level agreement per customer; firewall changes under change management with peer review.",
        "supported": "Network operations centre in Jakarta; two carriers; spare equipment in five cities.",
        "improved": "Monthly review of recurring link faults with the carriers; yearly refresh plan.",
    },
    "desk": {
        "title": "Service Desk",
        "customers": "All customers",
        "criticality": "high",
        "owner": "contributor",
        "targets": "80% of calls answered in 30 seconds; first-contact resolution 75%; satisfaction 4.3 of 5",
        "description": "Single point of contact for 6,400 users, in Indonesian and English, day and night.",
        "governed": "Service level agreement; weekly look at the backlog by the Service Level Manager.",
        "supported": "24 agents in three shifts, knowledge base, remote support tool.",
        "improved": "Knowledge articles from every repeated request; satisfaction survey after each ticket.",
    },
    "endpoint": {
        "title": "Endpoint Management",
        "customers": "Bank Perdana Sagara, Asuransi Teduh Abadi",
        "criticality": "medium",
        "owner": "rizky",
        "targets": "Critical patches on 95% of devices within 14 days; replacement device within 1 working day",
        "description": "Provisioning, patching, protection and retirement of 4,100 laptops and desktops.",
        "governed": "Patch policy agreed with each customer; monthly compliance report.",
        "supported": "Endpoint management platform, depot in Jakarta, field engineers in three cities.",
        "improved": "Analysis of failed patches each month; standard image reviewed twice a year.",
    },
    "backup": {
        "title": "Backup and Disaster Recovery",
        "customers": "Bank Cendana Nusantara, Bank Perdana Sagara, Koperasi Lumbung Makmur",
        "criticality": "critical",
        "owner": "galih",
        "targets": "Backup success 99%; monthly restore test per customer; failover exercise twice a year",
        "description": "Backup, off-site copies, and recovery of customers' systems at the Surabaya data centre.",
        "governed": "Continuity plan per customer, approved by the customer; results of tests reported within 10 days.",
        "supported": "Immutable storage in Surabaya, runbooks, two trained recovery teams.",
        "improved": "Lessons of each exercise become actions in the SMS; runbooks revised after each change.",
    },
    "cloud": {
        "title": "Private Cloud Platform",
        "customers": "Asuransi Teduh Abadi, Koperasi Lumbung Makmur, internal services",
        "criticality": "high",
        "owner": "hendra",
        "targets": "Availability 99.5% a month; virtual machine delivered within 1 working day",
        "description": "Virtual machines, storage and container hosting on our own platform.",
        "governed": "Capacity and cost reviewed monthly; platform changes in announced maintenance windows.",
        "supported": "Platform team of six, vendor support contract, monitoring of every host.",
        "improved": "Forecast of capacity each quarter; automation of requests by standard templates.",
    },
    "apps": {
        "title": "Application Support",
        "customers": "Asuransi Teduh Abadi, Bank Cendana Nusantara",
        "criticality": "medium",
        "owner": "fajar",
        "targets": "P2 restored within 8 hours; releases on average twice a week; 95% of releases without rollback",
        "description": "Second-line support, small enhancements and releases for 31 business applications.",
        "governed": "Release calendar agreed with the customers; acceptance by the customer before each release.",
        "supported": "Two teams of application engineers, test environments on the private cloud.",
        "improved": "Review of failed releases each month; automated regression tests added for each defect.",
    },
    "portal": {
        "title": "Government Portal Hosting",
        "customers": "Pemerintah Kabupaten Tirta Asri",
        "criticality": "high",
        "owner": "fajar",
        "targets": "Availability 99.0% a month; security incident reported to the customer within 1 hour",
        "description": "Hosting and operation of the regency's population and licensing portals under SPBE.",
        "governed": "Steering meeting with the regency each month; security requirements of SPBE in the contract.",
        "supported": "Dedicated environment on the private cloud, web application firewall, service desk.",
        "improved": "Yearly security assessment with the regency; usage figures guide the capacity plan.",
    },
}
# The portal came with a scope change (see content/changes.py); days ago.
LATER_SERVICES = {"portal": 205}

# key: title, kind, issued by, requirement, services, practices.
OBLIGATIONS: dict[str, tuple[str, str, str, str, tuple[str, ...], tuple[str, ...]]] = {
    "pojk": (
        "POJK 11/POJK.03/2022: information technology of commercial banks",
        "regulation",
        "Otoritas Jasa Keuangan (OJK)",
        "Banks stay responsible for services of third parties: they need IT risk management, service levels, "
        "continuity "
        "plans that are tested, the right to audit us, and reports of incidents in time for their own.",
        ("core", "network", "backup", "endpoint"),
        ("continuity", "security", "supplier", "incident"),
    ),
    "bssn": (
        "BSSN Regulation 1/2024: handling of cyber incidents",
        "regulation",
        "Badan Siber dan Sandi Negara (BSSN)",
        "Cyber incidents are recorded, classified, handled by a response team and reported to the authorities in the "
        "time that the regulation sets.",
        ("core", "network", "portal", "cloud"),
        ("security", "incident"),
    ),
    "pdp": (
        "UU PDP: Law 27/2022 on personal data protection",
        "law",
        "Republic of Indonesia",
        "As a processor we handle personal data only as the controller instructs, protect it, and tell the controller "
        "of "
        "a breach so early that people and the authority can be told within 3 x 24 hours.",
        ("core", "portal", "apps", "backup", "desk"),
        ("security", "incident", "request"),
    ),
    "spbe": (
        "SPBE: Presidential Regulation 95/2018 on electronic-based government systems",
        "regulation",
        "Republic of Indonesia",
        "Government services need service management, information security and continuity that the agency can be "
        "assessed on.",
        ("portal",),
        ("security", "continuity", "change"),
    ),
    "contract-bank": (
        "Master service agreement with Bank Cendana Nusantara",
        "contract",
        "Bank Cendana Nusantara",
        "Monthly service level report, penalties below 99.5% availability, bank's consent to every change of the core "
        "banking platform, two recovery exercises a year.",
        ("core", "backup", "network"),
        ("slm", "change", "continuity"),
    ),
    "contract-regency": (
        "Portal hosting contract with Pemerintah Kabupaten Tirta Asri",
        "contract",
        "Pemerintah Kabupaten Tirta Asri",
        "Portal availability of 99.0%, data kept in Indonesia, security incidents told within one hour.",
        ("portal",),
        ("slm", "security"),
    ),
    "iso": (
        "ISO/IEC 20000-1:2018 Service management system requirements",
        "standard",
        "ISO/IEC",
        "A service management system that is planned, supported, operated, evaluated and improved; the certificate is "
        "a "
        "condition of two customers' tenders.",
        ("core", "network", "desk", "endpoint", "backup", "cloud", "apps"),
        ("change", "incident", "slm", "problem", "configuration"),
    ),
}

# key: title, clause, owner, purpose, quality criteria.
PRACTICES: dict[str, tuple[str, str, str, str, str]] = {
    "catalogue": (
        "Service catalogue management", "8.2.4", "putu",
        "One description of every service, with its customers, targets and dependencies.",
        "Catalogue reviewed each quarter; no live service without an entry.",
    ),
    "asset": (
        "Asset management", "8.2.5", "siti",
        "Know which assets deliver services, what they cost and when they end.",
        "Yearly stock count with at most 1% difference; licence position proven twice a year.",
    ),
    "configuration": (
        "Configuration management", "8.2.6", "intan",
        "Reliable information about configuration items and how they depend on each other.",
        "Monthly sample of 100 items: at least 95% correct; every change updates its items within 2 days.",
    ),
    "relationship": (
        "Business relationship management", "8.3.2", "putu",
        "Understand what customers need and how satisfied they are.",
        "Quarterly review with each customer; complaints answered within 5 working days.",
    ),
    "slm": (
        "Service level management", "8.3.3", "putu",
        "Agree service level targets, monitor them and act before they are missed.",
        "Report to each customer by the 7th working day; a breach has an improvement plan within 10 days.",
    ),
    "supplier": (
        "Supplier management", "8.3.4", "yosef",
        "Make sure that suppliers deliver what our services depend on.",
        "Key suppliers reviewed twice a year; contract targets cover our own commitments.",
    ),
    "capacity": (
        "Capacity management", "8.4.3", "hendra",
        "Have enough capacity for agreed demand at a cost that was planned.",
        "Forecast each quarter; no incident of priority 1 caused by lack of capacity.",
    ),
    "change": (
        "Change management", "8.5.1", "dimas",
        "Assess, approve and review changes so that services stay whole.",
        "95% of changes without rollback; no unauthorized change; emergency changes reviewed within 3 days.",
    ),
    "release": (
        "Release and deployment management", "8.5.3", "fajar",
        "Bring releases into production as planned and tested.",
        "Acceptance criteria signed before each release; failed releases reviewed within 5 days.",
    ),
    "incident": (
        "Incident management", "8.6.1", "contributor",
        "Restore services quickly and tell customers what happens.",
        "P1 restored in 2 hours on average; customer told within 15 minutes; major incident review within 5 days.",
    ),
    "request": (
        "Service request management", "8.6.2", "contributor",
        "Fulfil requests as the catalogue promises.",
        "95% of requests in the promised time; access requests approved by the customer.",
    ),
    "problem": (
        "Problem management", "8.6.3", "intan",
        "Find causes of incidents and keep them from coming back.",
        "Root cause of each P1 within 10 working days; known errors published to the service desk.",
    ),
    "continuity": (
        "Service continuity management", "8.7.2", "galih",
        "Recover services after a disaster within the agreed time.",
        "Each plan tested twice a year; every recovery objective proven by a test.",
    ),
    "security": (
        "Information security management", "8.7.3", "rizky",
        "Protect information of customers and our own, and handle security incidents.",
        "Critical vulnerabilities closed in 14 days; yearly awareness training completed by everybody.",
    ),
}  # fmt: skip
