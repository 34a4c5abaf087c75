import type { Transporter } from 'nodemailer';

export interface OutgoingMail {
  readonly id: string;
  readonly to: { readonly name: string; readonly address: string };
  readonly fromName: string;
  readonly replyTo: string | undefined;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Where mail is handed over. */
export interface MailServer {
  /** Throws what the server answered, or that it did not. */
  send(mail: OutgoingMail): Promise<void>;
  /** Connects and signs in, sending nothing. */
  check(): Promise<void>;
  close(): void;
}

/** `smtp://user:password@host:587` speaks TLS before anything else is said (STARTTLS), `smtps://…:465` from the start. */
export const isSmtpUrl = (text: string): boolean => {
  try {
    const url = new URL(text);
    return /^smtps?:$/.test(url.protocol) && url.hostname !== '' && /^\/?$/.test(url.pathname) && !url.hash;
  } catch {
    return false;
  }
};

const isLoopback = (host: string): boolean => /^(localhost|127(\.\d+){3}|\[?::1\]?)$/.test(host);

/** @param from address that mail comes from; the name beside it is the vendor's brand */
export function openMailServer(smtpUrl: string, from: string): MailServer {
  const url = new URL(smtpUrl);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const secure = url.protocol === 'smtps:';
  let opened: Promise<Transporter> | undefined;
  // Large, and needed by those alone who send.
  const transporter = () =>
    (opened ??= import('nodemailer').then(({ createTransport }) =>
      createTransport({
        host,
        port: Number(url.port) || (secure ? 465 : 587),
        secure,
        // A relay on this machine may have no certificate; over a network nothing goes in clear.
        requireTLS: !secure && !isLoopback(url.hostname),
        ignoreTLS: !secure && isLoopback(url.hostname),
        ...(url.username && {
          auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
        }),
        pool: true,
        maxConnections: 1,
        connectionTimeout: 10_000,
        greetingTimeout: 10_000,
        socketTimeout: 30_000,
        // What is sent stands in the mail itself: no file of this machine, no address on the network.
        disableFileAccess: true,
        disableUrlAccess: true,
      }),
    ));
  return {
    async send({ id, to, fromName, replyTo, subject, text, html }) {
      const mailer = await transporter();
      await mailer.sendMail({
        from: { name: fromName, address: from },
        to: { name: to.name, address: to.address },
        ...(replyTo && { replyTo: { name: fromName, address: replyTo } }),
        subject,
        text,
        html,
        // The same at every attempt, so that whoever gets a mail twice may show it once.
        messageId: `<${id}@${from.slice(from.lastIndexOf('@') + 1)}>`,
        // Nobody's absence note is wanted.
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
      });
    },
    async check() {
      await (await transporter()).verify();
    },
    close() {
      void opened?.then((mailer) => mailer.close());
    },
  };
}
