"""Opportunities in all their states; the first two are the guide's examples and became objectives."""

from smsplan.demo.content.kinds import OpportunityEntry

LOW, MEDIUM, HIGH = 1, 2, 3

OPPORTUNITIES = (
    OpportunityEntry(
        "autocat", 250,
        "Automate incident categorization, reducing mean time to resolution by 20%",
        "Tickets are categorized by hand; a fifth of them is passed on at least once before the right team sees them.",
        "About 35 minutes for each of 900 tickets a month.",
        "contributor", services=("desk",), practices=("incident",),
        evaluate=(243, HIGH, MEDIUM, "Ticket data of three years are good enough to begin with rules."), convert=224,
    ),
    OpportunityEntry(
        "cloudcmdb", 170,
        "Adopt a cloud service for configuration management",
        "A cloud service would reduce on-premises infrastructure cost and improve data integrity by automatic "
        "discovery.",
        "Two servers and one database less; data of dependencies every night.",
        "intan", services=("cloud", "core"), practices=("configuration",),
        evaluate=(158, HIGH, HIGH, "Benefit is clear; data protection has to be settled with the banks."), convert=34,
    ),
    OpportunityEntry(
        "selfservice", 200,
        "Let users reset their passwords and request standard software by themselves",
        "Password resets are 18% of all calls.",
        "About 1,000 calls a month less at the service desk.",
        "contributor", services=("desk", "endpoint"), practices=("request",), review=28,
        evaluate=(181, HIGH, LOW, "The new service desk tool brings it along; begin after its introduction."),
    ),
    OpportunityEntry(
        "energy", 160,
        "Consolidate hosts of the private cloud and lower the energy cost of the Bekasi data centre",
        "A third of the hosts runs at less than 20% load.",
        "Rp 640 million a year.",
        "hendra", services=("cloud",), practices=("capacity", "asset"), review=-4,
        evaluate=(120, MEDIUM, MEDIUM, "Worth doing with the next replacement of hosts."),
    ),
    OpportunityEntry(
        "nightbot", 230,
        "Replace the night shift of the service desk by a chat robot",
        "Few calls arrive between midnight and five o'clock.",
        "Four positions a year.",
        "contributor", services=("desk",), practices=("incident",),
        evaluate=(210, LOW, HIGH, "Calls at night are few, and most of them are major incidents."),
        decline=(196, "Major incidents at night need a person who decides; the banks' contracts ask for one too."),
    ),
    OpportunityEntry(
        "openbank", 110,
        "Offer continuity exercises as a service to customers of other providers",
        "Two cooperatives have asked for help with their own exercises.",
        "New revenue, and practice for the recovery teams.",
        "galih", services=("backup",), practices=("continuity",),
        evaluate=(90, MEDIUM, MEDIUM, "Interesting, and not part of the present strategy."),
        decline=(70, "Top management decided to keep the recovery teams for contracted customers this year."),
    ),
    OpportunityEntry(
        "knowledge", 45,
        "Publish known errors to customers in a shared knowledge base",
        "Customers' own key users could solve a part of the tickets.",
        "Fewer repeated tickets, better satisfaction.",
        "intan", services=("desk", "apps"), practices=("problem", "request"), review=35,
    ),
    OpportunityEntry(
        "green", 16,
        "Report energy use per service to customers that publish a sustainability report",
        "The insurer has asked for figures.",
        "Stronger relationship; data for our own plan.",
        "putu", services=("cloud", "core"), practices=("relationship",), review=44,
    ),
)  # fmt: skip
