"""What is printed: sheets of words and figures become PDFs, the same for the same sheet."""
