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
    ("manager@demo.test", "Bambang Hartono Siregar", MANAGER),
    ("contributor@demo.test", "Sari Melati Putri", CONTRIBUTOR),
    ("auditor@demo.test", "I Made Surya Wirawan", AUDITOR),
]
