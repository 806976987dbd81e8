"""Chat: live routing, the widget of visitors, and the desk of respondents."""
