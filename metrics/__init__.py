"""What each number means, as values, and the one way to evaluate them."""
