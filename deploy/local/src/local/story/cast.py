"""Who plays: people by first name, each under its own token."""

from dataclasses import dataclass

from local.story.stage import Actor, Credentials, Login, Stage


@dataclass
class Cast:
    """The actors, and the logins that some of them need again after the clock was moved."""

    stage: Stage
    credentials: Credentials
    manager: Actor
    board: Actor
    board_two: Actor
    board_three: Actor
    applicant: Actor
    studio: Actor
    sound: Actor
    effects: Actor
    client: Actor
    agent: Actor
    stranger: Actor
    nobody: Actor
    newcomer: Login | None = None

    @classmethod
    async def assembled(cls, stage: Stage, credentials: Credentials) -> "Cast":
        """Log everybody in who has an account, one after another: each hash takes 150 ms."""
        cast = cls(
            stage=stage,
            credentials=credentials,
            manager=Actor(stage, "Ilze, the cluster's manager,"),
            board=Actor(stage, "Andris of the board"),
            board_two=Actor(stage, "Dace of the board"),
            board_three=Actor(stage, "Edgars of the board"),
            applicant=Actor(stage, "Baiba, the applicant,"),
            studio=Actor(stage, f"Oskars of {credentials.studio.organisation_name}"),
            sound=Actor(stage, f"Linda of {credentials.sound.organisation_name}"),
            effects=Actor(stage, f"Raitis of {credentials.effects.organisation_name}"),
            client=Actor(stage, f"Jonas of {credentials.client.organisation_name}"),
            agent=Actor(stage, "Marta, a film agent,"),
            stranger=Actor(stage, f"Elsa of {credentials.stranger.organisation_name}"),
            nobody=Actor(stage, "Somebody without a token"),
        )
        stage.step = "0 (logging in)"
        for actor, login in (
            (cast.manager, credentials.manager),
            (cast.board, credentials.board),
            (cast.board_two, credentials.board_two),
            (cast.board_three, credentials.board_three),
            (cast.studio, credentials.studio),
            (cast.sound, credentials.sound),
            (cast.effects, credentials.effects),
            (cast.client, credentials.client),
            (cast.agent, credentials.agent),
            (cast.stranger, credentials.stranger),
        ):
            await actor.log_in(login)
        return cast
