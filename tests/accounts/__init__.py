"""Tests of sign-ins, users and passwords."""
