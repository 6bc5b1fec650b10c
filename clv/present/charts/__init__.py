"""Tables to plotly figures, one file a theme; nothing here computes what it draws."""
