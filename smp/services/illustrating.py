from django.core.files.base import File
from django.db import transaction

from smp.images import check_image
from smp.models import Version
from smp.services.guards import only_draft
from smsplan.records.models import Attachment
from smsplan.records.services import attach, locked, require

_ENDINGS = {"image/png": {"png"}, "image/jpeg": {"jpg", "jpeg"}}


@transaction.atomic
def image_add(*, version: Version, actor, upload: File) -> Attachment:
    """Attach an image to a draft, for its text to show.

    Raises PermissionDenied, NotAllowed outside a draft, ValidationError when it is too large or no PNG or JPEG.
    """
    version = locked(version)
    require(actor.has_perm("smp.change_version"))
    only_draft(version)
    media_type = check_image(upload)
    stem, _dot, ending = upload.name.rpartition(".")
    if ending.lower() not in _ENDINGS[media_type]:
        # Pasted pictures have the name that the browser thought of.
        upload.name = f"{stem or ending or 'image'}.{sorted(_ENDINGS[media_type])[0]}"
    return attach(record=version, upload=upload, actor=actor)
