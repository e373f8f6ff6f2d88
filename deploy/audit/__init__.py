"""What `make audit` looks at: weaknesses that are known, licences, digests, secrets, and a bill of materials."""
