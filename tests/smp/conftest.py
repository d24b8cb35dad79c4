import pytest
from django.contrib.auth.models import Group

from smp import services
from smp.models import Publication, Section, Version
from smp.publishing import publish
from smsplan.accounts import roles
from smsplan.accounts.models import User
from smsplan.context.models import Organization, Practice, Service
from smsplan.records.services import save_record
from tests.people import PASSWORD


def person(email: str, *names: str, **fields) -> User:
    """A person with the given roles."""
    user = User.objects.create_user(email, PASSWORD, full_name=email.partition("@")[0].title(), **fields)
    user.groups.set(Group.objects.filter(name__in=names))
    return user


@pytest.fixture
def author(db):
    return person("author@example.test", roles.COMPLIANCE)


@pytest.fixture
def manager(db):
    return person("manager@example.test", roles.MANAGER, job_title="Director")


@pytest.fixture
def second_manager(db):
    return person("second@example.test", roles.MANAGER)


@pytest.fixture
def contributor(db):
    return person("contributor@example.test", roles.CONTRIBUTOR)


@pytest.fixture
def auditor(db):
    return person("auditor@example.test", roles.AUDITOR)


@pytest.fixture
def registers(author):
    """An organization with one service and one practice."""
    organization = Organization.get()
    organization.name, organization.scope = "Nusantara Managed Services", "All managed services.\nFrom Jakarta."
    save_record(organization, actor=author)
    save_record(Service(title="Service Desk", governed="Monthly review", owner=author), actor=author)
    save_record(Practice(title="Incident management", clause="8.6.1", quality_criteria="MTTR < 2 h"), actor=author)
    return organization


@pytest.fixture
def draft(registers, author) -> Version:
    """A draft in which every section is written."""
    version = services.version_draft(actor=author, reason_kind="initial", change_summary="First plan")
    write_all(version, author)
    return version


@pytest.fixture
def in_review(draft, author) -> Version:
    return services.version_submit(version=draft, actor=author)


def write_all(version: Version, author) -> None:
    """Write something into each section."""
    for section in Section.objects.filter(version=version):
        services.section_save(section=section, actor=author, body=f"<p>How we do {section.title.lower()}.</p>")


def publish_now(version: Version) -> Version:
    """Do what the Celery task does, without its lock and its queue."""
    publish(Publication.objects.get(version=version))
    return Version.objects.get(pk=version.pk)


def submit(version: Version, author, *approvers, in_order: bool = False) -> Version:
    """Submit it as the author, to these approvers."""
    return services.version_submit(version=version, actor=author, approvers=approvers, in_order=in_order)


def approve(version: Version, approver, **more) -> Version:
    """Approve it with the person's password."""
    return services.version_approve(version=version, actor=approver, password=PASSWORD, **more)
