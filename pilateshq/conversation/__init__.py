"""What is meant by what people say, and what is said back to them."""
