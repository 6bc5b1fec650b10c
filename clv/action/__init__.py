"""From predictions to action: what a customer may cost, whom to win back, whom to contact."""
