"""What became of the versions of the plan: who approved them, who acknowledged them, what was said about the draft."""

from dataclasses import dataclass


@dataclass(frozen=True)
class VersionEntry:
    """A version and its way: drafted, submitted, perhaps returned and submitted again, approved; or still a draft."""

    number: str
    draft: int
    reason_kind: str
    summary: str
    submit: int | None = None
    #: (ago, by whom, comments), in the order in which they were given; several are asked by name.
    approvals: tuple[tuple[int, str, str], ...] = ()
    in_order: bool = False
    major: bool = True
    #: (ago, comments, ago of the second submission)
    returned: tuple[int, str, int] | None = None
    #: The verified SMS changes that it works into the plan.
    changes: tuple[str, ...] = ()


VERSIONS = (
    VersionEntry(
        "1.0", 361, "initial",
        "First Service Management Plan of PT Arunika Layanan Digital, for seven services.",
        submit=347,
        approvals=((335, "manager", "The plan is what we will be measured by. Resources are released as written."),),
        returned=(344, "The governance section does not say who decides between two reviews. Please add it.", 340),
    ),
    VersionEntry(
        "2.0", 196, "scope_change",
        "The scope is extended to Government Portal Hosting under SPBE (CHG-0002). Practices, obligations, alignment "
        "and the timeline take up the regency government; deployments pass the automated gate.",
        submit=184,
        approvals=(
            (181, "yuliana", "Operations can run the portal with the part-time service manager."),
            (177, "manager", "Approved as decided in the management review of the second quarter."),
        ),
        in_order=True,
    ),
    VersionEntry(
        "2.1", 84, "objective_change",
        "Takes up the revised objective for restore tests, the new service desk tool, and deputies for key roles as "
        "decided in the management review of the third quarter. The extension of the scope to the portal is verified.",
        submit=76,
        approvals=(
            (73, "manager", "Approved. The licence negotiation is reported in the next review."),
            (70, "yuliana", "Approved."),
        ),
        major=False,
        changes=("portalscope",),
    ),
    VersionEntry(
        "2.2", 7, "sms_change",
        "Works the verified deployment gate into practices and governance, with the results of two quarterly audits.",
        major=False,
        changes=("gate",),
    ),
)  # fmt: skip

#: When the organization's own section joined the plan: (version, ago).
OWN_SINCE = {"sites": ("1.0", 352)}


@dataclass(frozen=True)
class CommentEntry:
    """A comment on a section of a version, and who said when that it is dealt with."""

    version: str
    section: str
    ago: int
    by: str
    text: str
    #: (ago, by whom)
    resolved: tuple[int, str] | None = None


COMMENTS = (
    CommentEntry(
        "2.2", "practices", 5, "yuliana",
        "The lead time of 3.4 days is the one of the last quarter. Please say so, or give both quarters.",
        resolved=(4, "compliance"),
    ),
    CommentEntry(
        "2.2", "practices", 4, "compliance", "Both are in the text now: 3.9 days in the quarter before.",
        resolved=(4, "compliance"),
    ),
    CommentEntry(
        "2.2", "governance", 3, "lestari",
        "Who is told while the Director of Service Operations is away? @Bambang Hartono Siregar, is it the Operations "
        "Manager?",
    ),
)  # fmt: skip

#: Who has to acknowledge a version, and within how many days: set when 1.0 was about to come into force.
DISTRIBUTION = (338, ("Manager", "Contributor"), ("compliance", "lestari"), 90)

#: (version, days after it came into force, who): not everybody has read 2.1 yet.
ACKNOWLEDGED = (
    ("1.0", 3, ("compliance", "lestari", "yuliana", "maria", "dimas", "putu", "rizky", "teguh")),
    ("1.0", 9, ("contributor", "kartika", "andi", "hendra", "siti", "fajar", "intan", "yosef", "galih")),
    ("2.0", 2, ("compliance", "yuliana", "dimas", "putu", "fajar", "intan", "manager")),
    ("2.0", 13, ("contributor", "lestari", "maria", "rizky", "andi", "hendra", "siti", "yosef", "galih")),
    ("2.1", 2, ("compliance", "lestari", "manager", "dimas", "putu", "rizky")),
    ("2.1", 20, ("yuliana", "maria", "fajar", "intan", "galih")),
)

#: (ago, by whom, why the version that was in force stays as it is)
REVIEWED = (
    (
        268, "manager",
        "Looked through after the management review of the first quarter. Services, roles and resources are as "
        "written; the extension of the scope is planned as a change and will come with a new version.",
    ),
    (
        128, "yuliana",
        "Read against the internal audit of the portal. What changed in the registers was decided after the plan and "
        "does not contradict it; it goes into the version that follows the next management review.",
    ),
)  # fmt: skip
