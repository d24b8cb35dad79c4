"""Words that look like a register's: varied enough for search to have something to do."""

from random import Random

_WHAT = (
    "Change management process", "Service desk tool", "Core banking platform", "Backup of customer data",
    "Network link of a branch", "Incident escalation", "Configuration database", "Supplier contract",
    "Payment interface", "Capacity of storage", "Monitoring of hosts", "Access of administrators",
)  # fmt: skip
_DOES = (
    "fails", "is circumvented", "is unavailable", "becomes unreliable", "is delayed", "exceeds its budget",
    "is not tested", "loses data", "is not documented", "depends on one person",
)  # fmt: skip
_SO = (
    "customers cannot work for hours", "the service level agreement is breached", "a finding of the auditors follows",
    "penalties have to be paid", "the regulator asks for a report", "recovery takes longer than agreed",
    "tickets are lost", "costs rise", "competence is missing at night",
)  # fmt: skip
_WHERE = ("in Jakarta", "in Surabaya", "in Bekasi", "in Medan", "in Makassar", "in Denpasar", "in Bandung")
_FIRST = ("Adi", "Ayu", "Budi", "Citra", "Dewi", "Eko", "Fitri", "Gita", "Hadi", "Indah", "Joko", "Lestari")
_LAST = ("Hidayat", "Kusuma", "Nugraha", "Pratama", "Putri", "Saputra", "Sari", "Siregar", "Utami", "Wijaya")
_JOBS = ("Change Manager", "Operations Manager", "Network Engineer", "Service Manager", "Problem Manager", "Analyst")
_SERVICES = ("Hosting", "Network", "Service Desk", "Backup", "Cloud", "Application Support")
_PRACTICES = ("Incident", "Change", "Problem", "Release", "Capacity", "Supplier", "Continuity", "Security")


def sentence(random: Random) -> str:
    """A sentence of a register."""
    number = random.randint(1, 9999)
    pick = random.choice
    return f"{pick(_WHAT)} {pick(_DOES)} {pick(_WHERE)}; {pick(_SO)} (case {number})"


def name(random: Random) -> str:
    """A person's name."""
    return f"{random.choice(_FIRST)} {random.choice(_LAST)}"


def job(number: int) -> str:
    """A job title."""
    return _JOBS[number % len(_JOBS)]


def service(number: int) -> str:
    """A service's name."""
    return f"{_SERVICES[number % len(_SERVICES)]} {number}"


def practice(number: int) -> str:
    """A practice's name."""
    return f"{_PRACTICES[number % len(_PRACTICES)]} management {number}"
