interface SmtpError {
  readonly code?: string;
  readonly command?: string;
  readonly responseCode?: number;
  readonly response?: string;
  readonly message?: string;
}

interface Failure {
  readonly permanent: boolean;
  readonly serverAway: boolean;
  /** The server said that nobody is there to take it. */
  readonly addressDead: boolean;
  readonly reason: string;
}

/** A 5xx answer about this mail is the end of it; about our own sign-in there, or no answer at all, is not. */
export function failureOf(error: unknown): Failure {
  const { code = '', command = '', responseCode = 0, response, message } = (error ?? {}) as SmtpError;
  const aboutUs = ['EAUTH', 'ENOAUTH', 'EOAUTH2', 'ETLS'].includes(code);
  const permanent = responseCode >= 500 && !aboutUs;
  return {
    permanent,
    serverAway: responseCode === 0 || aboutUs,
    // Refused at the recipient, and not for what we are: those refusals begin with 5.7 (policy).
    addressDead: permanent && command.startsWith('RCPT') && !/^\d{3}[ -]5\.7\./.test(response ?? ''),
    reason: `${response ?? message ?? String(error)}`.replace(/\s+/g, ' ').slice(0, 300),
  };
}
