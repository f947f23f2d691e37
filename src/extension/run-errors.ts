/** Why a program was not run. Each message is a sentence for the user. */

/** Running was refused before anything was started. */
export class RefusedError extends Error {
  override name = "RefusedError";
  /** The workspace is not trusted: the user can change that. */
  readonly untrusted: boolean;

  constructor(message: string, untrusted = false) {
    super(message);
    this.untrusted = untrusted;
  }
}

/** The run could not begin. */
export class StartError extends Error {
  override name = "StartError";
  /** The timeline shows the same sentence. */
  readonly shown: boolean;

  constructor(message: string, shown = true) {
    super(message);
    this.shown = shown;
  }
}
