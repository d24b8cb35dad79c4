"""The people of the demo organization, all fictional. The password is for the demo, which only listens on loopback."""

DEMO_PASSWORD = "demo-smsplan-2026"

ADMINISTRATOR = "Administrator"
COMPLIANCE_OFFICER = "Compliance officer"
MANAGER = "Manager"
CONTRIBUTOR = "Contributor"
AUDITOR = "Auditor"

# E-mail, full name, role.
PEOPLE = [
    ("admin@demo.test", "Wahyu Adi Nugroho", ADMINISTRATOR),
    ("compliance@demo.test", "Ratna Dewi Kusumawati", COMPLIANCE_OFFICER),
    ("lestari@demo.test", "Lestari Handayani", COMPLIANCE_OFFICER),
    ("manager@demo.test", "Bambang Hartono Siregar", MANAGER),
    ("yuliana@demo.test", "Yuliana Tambunan", MANAGER),
    ("contributor@demo.test", "Sari Melati Putri", CONTRIBUTOR),
    ("auditor@demo.test", "I Made Surya Wirawan", AUDITOR),
]

JOB_TITLES = {
    "admin@demo.test": "IT Systems Administrator",
    "compliance@demo.test": "Compliance Officer",
    "lestari@demo.test": "Service Planner",
    "manager@demo.test": "Director of Service Operations",
    "yuliana@demo.test": "Operations Manager",
    "contributor@demo.test": "Service Desk and Incident Manager",
    "auditor@demo.test": "Lead Auditor, external certification body",
}

# Colleagues who own records and cannot sign in: e-mail, full name, job title, role.
STAFF = [
    ("kartika@demo.test", "Kartika Wulandari Soedjono", "President Director", MANAGER),
    ("maria@demo.test", "Maria Fransiska Lengkong", "HR & Service Manager", MANAGER),
    ("dimas@demo.test", "Dimas Prasetyo", "Change Manager", CONTRIBUTOR),
    ("putu@demo.test", "Putu Ayu Lestari", "Service Level Manager", CONTRIBUTOR),
    ("rizky@demo.test", "Rizky Ramadhan Hasibuan", "Information Security Manager", CONTRIBUTOR),
    ("andi@demo.test", "Andi Firmansyah", "Network Manager", CONTRIBUTOR),
    ("hendra@demo.test", "Hendra Gunawan Lim", "Infrastructure Manager", CONTRIBUTOR),
    ("siti@demo.test", "Siti Rahmawati", "Finance and Asset Manager", CONTRIBUTOR),
    ("fajar@demo.test", "Fajar Nugraha", "Application Support Manager", CONTRIBUTOR),
    ("intan@demo.test", "Intan Permatasari", "Problem and Configuration Manager", CONTRIBUTOR),
    ("yosef@demo.test", "Yosef Manurung", "Supplier Manager", CONTRIBUTOR),
    ("galih@demo.test", "Galih Wicaksono", "Service Continuity Manager", CONTRIBUTOR),
    ("teguh@demo.test", "Teguh Santoso", "Problem Manager", CONTRIBUTOR),
]

# Who left, and how many days ago: their name stays with what they did.
LEFT = {"teguh@demo.test": 150}
