"""The addresses of a version's sections and of the images in their text."""

from django.urls import path

from smp.views import comments, images, live_blocks, outline, presence, sections

_SECTION = "<int:pk>/sections/<slug:key>/"

urlpatterns = [
    path("<int:pk>/sections/", outline.Outline.as_view(), name="outline"),
    path("<int:pk>/add-section/", outline.SectionAdd.as_view(), name="section_add"),
    path(_SECTION, sections.SectionUpdate.as_view(), name="section"),
    path(f"{_SECTION}rename/", outline.SectionRename.as_view(), name="section_rename"),
    path(f"{_SECTION}remove/", outline.SectionRemove.as_view(), name="section_remove"),
    path(f"{_SECTION}bring-back/", outline.SectionBringBack.as_view(), name="section_bring_back"),
    path(f"{_SECTION}keep/", presence.SectionKeep.as_view(), name="keep"),
    path(f"{_SECTION}presence/", presence.SectionPresence.as_view(), name="presence"),
    path(f"{_SECTION}reading/", presence.SectionReading.as_view(), name="reading"),
    path(f"{_SECTION}take-over/", presence.SectionTakeOver.as_view(), name="take_over"),
    path(f"{_SECTION}side-by-side/", presence.SectionSideBySide.as_view(), name="side_by_side"),
    path(f"{_SECTION}discard/", presence.SectionDiscard.as_view(), name="section_discard"),
    path(f"{_SECTION}comments/", comments.SectionComments.as_view(), name="comments"),
    path("<int:pk>/blocks/<slug:block>/", live_blocks.BlockShow.as_view(), name="block"),
    path("<int:pk>/images/", images.ImageAdd.as_view(), name="images"),
    path("<int:pk>/images/<int:image>/", images.ImageShow.as_view(), name="image"),
]
