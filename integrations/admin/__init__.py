"""The room's screens in the back office."""

from config.lib.office import register_page
from integrations.admin.keys import KeyListFileView, KeyListView, NewKeyView, RevokeKeyView

register_page("settings/api-keys/", KeyListView.as_view(), "api_keys")
register_page("settings/api-keys/new/", NewKeyView.as_view(), "api_key_new")
register_page("settings/api-keys/<uuid:uid>/revoke/", RevokeKeyView.as_view(), "api_key_revoke")
register_page("settings/api-keys/export/<slug:form>/", KeyListFileView.as_view(), "api_keys_export")
