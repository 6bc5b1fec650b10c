"""What other systems know of the customers: attributes, touches, events, reviews, matched by id."""
