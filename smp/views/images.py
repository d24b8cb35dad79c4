"""Images in the text of a version: uploaded beside the editor, shown to who may read the version."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, JsonResponse
from django.utils.translation import gettext as _
from django.views.generic import View

from smp import services
from smp.images import FORMATS, images_of
from smp.views.shared import READ, OfVersion
from smsplan.ui.views import Entry


class ImageAdd(OfVersion, Entry, View):
    """Take an image from the editor; the answer is its key, or why it cannot be kept."""

    permission = "smp.change_version"

    def post(self, request, pk):
        upload = request.FILES.get("file")
        try:
            if upload is None:
                raise ValidationError(_("Choose a file first."))
            image = services.image_add(version=self.version, actor=request.user, upload=upload)
        except PermissionDenied:
            raise
        except ValidationError as error:
            return JsonResponse({"words": " ".join(error.messages)}, status=422)
        return JsonResponse({"key": image.pk, "name": image.name})


class ImageShow(OfVersion, Entry, View):
    """An image of the version's text, shown inside the page: an image and nothing else, to no stranger."""

    permission = READ

    def get(self, request, pk, image):
        rows = images_of(self.version)
        if not request.user.has_perm("smp.view_version"):
            # Who reads the version in force sees what it shows, and not what its authors left out.
            rows = rows.filter(pk__in=[int(key) for key in (self.version.frozen or {}).get("images", {})])
        row = rows.filter(pk=image).first()
        if row is None or row.media_type not in FORMATS.values():
            raise Http404
        return FileResponse(
            row.file.open("rb"),
            content_type=row.media_type,
            headers={
                "Content-Disposition": "inline",
                "X-Content-Type-Options": "nosniff",
                "Cache-Control": "private, max-age=86400, immutable",
                # Opened by itself it can do nothing either.
                "Content-Security-Policy": "default-src 'none'; sandbox",
            },
        )
