"""Management reviews: three that were held and one that lies ahead."""

from smsplan.demo.content.kinds import ReviewEntry

USUAL = ("kartika", "manager", "yuliana", "maria", "compliance")

REVIEWS = (
    ReviewEntry(
        "first",
        275,
        "Management review, first quarter of the cycle",
        (*USUAL, "contributor", "dimas"),
        "Dewi Anggraini, Bank Cendana Nusantara (first part)",
        "<h3>Objectives</h3><p>All objectives of the cycle are measured. The mean time to resolution moves slowly; the "
        "escalation after 15 minutes has to be kept on every shift.</p>"
        "<h3>Changes to the SMS</h3><p>The deployment gate goes on as planned. The extension of the scope to "
        "Government "
        "Portal Hosting is supported.</p>"
        "<h3>Resources</h3><p>Rp 220 million are released for courses in root cause analysis and incident "
        "leadership.</p>",
        "Escalation on every shift, Sari Melati Putri, before the next review\n"
        "Proposal for deputies of key roles, Maria Fransiska Lengkong, within six weeks\n"
        "Fuel for 72 hours at Bekasi, Galih Wicaksono, before the rainy season",
    ),
    ReviewEntry(
        "second",
        184,
        "Management review, second quarter of the cycle",
        (*USUAL, "fajar", "rizky"),
        "",
        "<h3>Service Management Plan</h3><p>Version 2.0 with the portal is to be put before us this month.</p>"
        "<h3>Risks</h3><p>The risk of late messages in major incidents at night is not acceptable as it stands. A "
        "deputy "
        "on every shift is to be proposed as a change.</p>"
        "<h3>Improvement</h3><p>Automatic categorization of incidents is an objective from this quarter on. The chat "
        "robot for the night is not pursued.</p>",
        "Change plan for deputies on shifts, Sari Melati Putri, within eight weeks\n"
        "Negotiation of licence prices, Siti Rahmawati, next review\n"
        "Internal audit of the portal, Ratna Dewi Kusumawati, within three months",
    ),
    ReviewEntry(
        "third",
        92,
        "Management review, third quarter of the cycle",
        (*USUAL, "putu", "siti", "contributor"),
        "Arif Budiman, Pemerintah Kabupaten Tirta Asri (first part)",
        "<h3>Objectives</h3><p>The cost per user is off track: the licence negotiation is taken over by the President "
        "Director. The target of the restore tests stays at 98% after the cooperative has left.</p>"
        "<h3>Changes to the SMS</h3><p>The competence matrix was not effective yet; deputies lead for one week each in "
        "the coming quarter. The new service desk tool is approved and funded.</p>"
        "<h3>Service Management Plan</h3><p>Version 2.1 is to take up the revised objective and the new tool.</p>",
        "Licence negotiation, Kartika Wulandari Soedjono, next review\n"
        "Deputies lead for one week each, Maria Fransiska Lengkong, within three months\n"
        "Joint recovery exercise with the regency, Fajar Nugraha, before the SPBE assessment",
    ),
    ReviewEntry("fourth", -12, "Management review, fourth quarter of the cycle", (*USUAL, "contributor", "fajar")),
)
