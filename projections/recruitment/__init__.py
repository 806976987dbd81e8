"""Ambassador applications and calls for experts, as pages read them."""
