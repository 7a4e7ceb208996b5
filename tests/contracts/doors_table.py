"""Who may go in where: kept by hand, on purpose apart from the table that the application reads. Two people read every change."""

from __future__ import annotations

from typing import Final

OPEN = "open"
SIGNED_IN = "signed in"
READERS = "readers"
"""Everybody in a public region, its members in another."""
DESK = "desk"
"""Everyone who works in the region."""

READERS_OF: Final = frozenset("reader gp editor writer pharmacist hospital lead coordinator admin".split())
"""Who has a role in the region."""
WORKING: Final = READERS_OF - {"reader"}

ALLOWED: Final[dict[str, str]] = {
    "web.regions": OPEN,
    "web.open": OPEN,
    "web.robots": OPEN,
    "web.sitemaps": OPEN,
    "web.sitemap": READERS,
    "web.opensearch": READERS,
    "web.suggestions": READERS,
    "web.home": READERS,
    "web.search": READERS,
    "web.suggest": READERS,
    "web.search_report": READERS,
    "web.pathways": READERS,
    "web.specialty": READERS,
    "web.changes": READERS,
    "web.changes_feed": READERS,
    "web.pathway": READERS,
    "web.version": READERS,
    "web.history": READERS,
    "web.compare": READERS,
    "web.picture": READERS,
    "web.not_kept": OPEN,
    "web.offline": READERS,
    "web.offline_pages": READERS,
    "web.offline_search": READERS,
    "web.manifest": READERS,
    "web.feedback_form": READERS,
    "web.feedback_send": READERS,
    "web.feedback_thanks": READERS,
    "web.feedback_state": READERS,
    "web.login": OPEN,
    "web.login_send": OPEN,
    "web.logout": SIGNED_IN,
    "web.my_work": SIGNED_IN,
    "web.desk_pathways": DESK,
    "web.desk_pathway": DESK,
    "web.review": DESK,
    "web.desk_version": DESK,
    "web.desk_compare": DESK,
    "web.upstream_changes": DESK,
    "web.desk_pictures": DESK,
    "web.desk_picture": DESK,
    "web.picture_form": "editor writer admin",
    "web.picture_add": "editor writer admin",
    "web.picture_remove": "editor writer admin",
    "web.localisations": DESK,
    "web.new": "editor admin",
    "web.begin": "editor admin",
    "web.draft": "editor writer admin",
    "web.draft_save": "editor writer admin",
    "web.draft_preview": "editor writer admin",
    "web.draft_mend": "editor writer admin",
    "web.checks": DESK,
    "web.how_to_write": DESK,
    "web.checks_set": "lead",
    "web.submit": "editor",
    "web.discard": "editor",
    "web.localise": "editor",
    "web.local_details": DESK,
    "web.local_details_table": DESK,
    "web.local_detail": DESK,
    "web.local_detail_new": "editor lead coordinator admin",
    "web.local_detail_begin": "editor lead coordinator admin",
    "web.local_detail_state": "editor lead coordinator admin",
    "web.local_detail_confirm": "editor lead coordinator admin",
    "web.local_detail_end": "editor lead coordinator admin",
    "web.local_details_paste": "editor lead coordinator admin",
    "web.local_details_take": "editor lead coordinator admin",
    "web.request_changes": "gp pharmacist hospital lead",
    "web.approve": "gp pharmacist hospital lead",
    "web.publication_form": "lead coordinator",
    "web.publish": "lead coordinator",
    "web.cancel_schedule": "lead coordinator",
    "web.publish_urgently": "lead",
    "web.withdrawal_form": "lead",
    "web.withdraw": "lead",
    "web.reinstate": "lead",
    "web.searches": "editor lead coordinator",
    "web.searches_settle": "editor lead coordinator",
    "web.vocabulary": DESK,
    "web.vocabulary_entry": DESK,
    "web.vocabulary_above": DESK,
    "web.vocabulary_switch": "editor lead coordinator",
    "web.vocabulary_table": DESK,
    "web.vocabulary_paste": "editor lead coordinator",
    "web.vocabulary_upload": "editor lead coordinator",
    "web.vocabulary_take": "editor lead coordinator",
    "web.vocabulary_new": "editor lead coordinator",
    "web.vocabulary_teach": "editor lead coordinator",
    "web.vocabulary_change": "editor lead coordinator",
    "web.inbox": "editor writer lead coordinator admin",
    "web.feedback_item": "editor writer lead coordinator admin",
    "web.feedback_take": "editor lead coordinator",
    "web.feedback_answer": "editor lead coordinator",
    "api.openapi": OPEN,
    "api.regions": OPEN,
    "api.me": SIGNED_IN,
    "api.work": SIGNED_IN,
    "api.search": READERS,
    "api.suggest": READERS,
    "api.pathways": READERS,
    "api.pathway": READERS,
    "api.edition": READERS,
    "api.history": READERS,
    "api.changes": READERS,
    "api.criteria": READERS,
    "api.feedback_send": READERS,
    "api.asset": READERS,
    "api.asset_add": "editor writer admin",
    "api.desk_pathways": DESK,
    "api.desk_edition": DESK,
    "api.difference": DESK,
    "api.draft": DESK,
    "api.localisations": DESK,
    "api.begin": "editor admin",
    "api.draft_save": "editor writer admin",
    "api.preview": "editor writer admin",
    "api.submit": "editor",
    "api.discard": "editor",
    "api.localise": "editor",
    "api.local_details": DESK,
    "api.local_detail": DESK,
    "api.local_detail_state": "editor lead coordinator admin",
    "api.request_changes": "gp pharmacist hospital lead",
    "api.approve": "gp pharmacist hospital lead",
    "api.publish": "lead coordinator",
    "api.cancel_schedule": "lead coordinator",
    "api.publish_urgently": "lead",
    "api.withdraw": "lead",
    "api.reinstate": "lead",
    "api.vocabulary": DESK,
    "api.vocabulary_entry": DESK,
    "api.vocabulary_teach": "editor lead coordinator",
    "api.vocabulary_change": "editor lead coordinator",
    "api.vocabulary_end": "editor lead coordinator",
    "api.vocabulary_return": "editor lead coordinator",
    "api.vocabulary_take": "editor lead coordinator",
    "api.vocabulary_above": DESK,
    "api.vocabulary_switch": "editor lead coordinator",
    "api.searches": "editor lead coordinator",
    "api.searches_settle": "editor lead coordinator",
    "api.inbox": "editor writer lead coordinator admin",
    "api.feedback_item": "editor writer lead coordinator admin",
    "api.feedback_take": "editor lead coordinator",
    "api.feedback_answer": "editor lead coordinator",
    "ops.health": OPEN,
    "ops.ready": OPEN,
    "ops.metrics": OPEN,
}
"""Route → who may go in."""

READS_FEEDBACK: Final = frozenset("editor writer lead coordinator admin".split())

PUBLIC_ANSWER: Final = {"published": 200, "superseded": 200, "withdrawn": 410}
"""State of a pathway → what its readers' pages answer; 404 for every other."""

BY_STATE: Final = frozenset("web.pathway web.version web.history web.compare api.pathway api.edition api.history".split())
"""The routes that answer so."""
FOR_CORRECTIONS: Final = frozenset("web.publication_form web.publish api.publish".split())
"""Those that let editors pass too, for a correction needs nobody else; what is none the verb refuses them."""
PICTURES: Final = frozenset({"web.picture", "api.asset"})
"""Those that give a picture while a page that readers have names it; who works in the region has it from the API always."""
SENDER: Final = "web.feedback_state"
"""Says what a message says, to a reader who has its address."""
ABOUT_A_PAGE: Final = frozenset({"web.feedback_form", "web.feedback_send", "web.feedback_thanks"})
"""Those that need a page that is or was public, and are no different when it has been withdrawn."""
