"""What people see at a command line, and the conversation there."""
