"""Own staff users, their roles and schools, sign-in, invitations and passwords."""
