"""The story that the platform tells: from an application to a paid invoice."""

from local.story.playing import StoryResult, play
from local.story.stage import Credentials, Login, StepFailed

__all__ = ["Credentials", "Login", "StepFailed", "StoryResult", "play"]
