"""What a person has beside its password: an app that makes codes, and recovery codes on paper."""
