import { lookup as systemLookup } from 'node:dns/promises';
import type { Transporter } from 'nodemailer';
import { isPublicAddress } from '../common/reachable.ts';

export interface OutgoingMail {
  readonly id: string;
  readonly to: { readonly name: string; readonly address: string };
  readonly fromName: string;
  readonly replyTo: string | undefined;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly attachments?: readonly {
    readonly name: string;
    readonly mediaType: string;
    readonly bytes: Uint8Array;
  }[];
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

export interface SmtpSettings {
  readonly host: string;
  readonly port: number;
  /** `tls`: from the start. `starttls`: before anything else is said; on this machine alone it may do without. */
  readonly security: 'tls' | 'starttls';
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** Address that mail comes from. */
  readonly from: string;
  /** In the place of the brand. */
  readonly fromName?: string | undefined;
  /**
   * Named by somebody who does not run this service: only places on the internet are connected to, so that nobody looks
   * around in the network behind it.
   */
  readonly publicOnly?: boolean;
}

/** @param from address that mail comes from; the name beside it is the vendor's brand */
export function openMailServer(smtpUrl: string, from: string): MailServer {
  const url = new URL(smtpUrl);
  const tls = url.protocol === 'smtps:';
  return openSmtp({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (tls ? 465 : 587),
    security: tls ? 'tls' : 'starttls',
    ...(url.username && {
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
    }),
    from,
  });
}

/** Ports on which mail is handed over; a sender that somebody else names may use no other. */
const mailPorts = [25, 465, 587, 2525];

class NotReachable extends Error {
  override readonly name = 'NotReachable';
  readonly code = 'ENOTPUBLIC';
}

/** The address to connect to: the name is looked up once, so that what was checked is what is used. */
async function placeOf({ host, port, publicOnly }: SmtpSettings): Promise<string> {
  if (!publicOnly) return host;
  if (!mailPorts.includes(port)) throw new NotReachable(`Port ${port} is none for mail.`);
  const [found] = (await systemLookup(host, { all: true })).map(({ address }) => address);
  if (!found || !isPublicAddress(found)) throw new NotReachable(`${host} is no place on the internet.`);
  return found;
}

export function openSmtp(settings: SmtpSettings): MailServer {
  const { host, port, security, user, password, from } = settings;
  const secure = security === 'tls';
  let opened: Promise<Transporter> | undefined;
  const open = async (): Promise<Transporter> => {
    const place = await placeOf(settings);
    // Large, and needed by those alone who send.
    const { createTransport } = await import('nodemailer');
    return createTransport({
      host: place,
      port,
      secure,
      // A relay on this machine may have no certificate; over a network nothing goes in clear.
      requireTLS: !secure && !isLoopback(host),
      ignoreTLS: !secure && isLoopback(host),
      ...(place !== host && { tls: { servername: host } }),
      ...(user && { auth: { user, pass: password ?? '' } }),
      pool: true,
      maxConnections: 1,
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 30_000,
      // What is sent stands in the mail itself: no file of this machine, no address on the network.
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  };
  const transporter = () => {
    opened ??= open();
    opened.catch(() => {
      opened = undefined; // The next mail looks the name up again.
    });
    return opened;
  };
  return {
    async send({ id, to, fromName, replyTo, subject, text, html, attachments = [] }) {
      const mailer = await transporter();
      const name = settings.fromName || fromName;
      await mailer.sendMail({
        from: { name, address: from },
        to: { name: to.name, address: to.address },
        ...(replyTo && { replyTo: { name, address: replyTo } }),
        subject,
        text,
        html,
        attachments: attachments.map(({ name: filename, mediaType, bytes }) => ({
          ...{ filename, contentType: mediaType },
          content: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
        })),
        // The same at every attempt, so that whoever gets a mail twice may show it once; a bounce names it.
        messageId: `<${id}@${from.slice(from.lastIndexOf('@') + 1)}>`,
        // Nobody's absence note is wanted.
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
      });
    },
    async check() {
      await (await transporter()).verify();
    },
    close() {
      void opened?.then((mailer) => mailer.close()).catch(() => {});
    },
  };
}
