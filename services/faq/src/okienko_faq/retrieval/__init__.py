"""Finding the answer that a question is after. Pure: no gRPC, no environment, no clock."""
