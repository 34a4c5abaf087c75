import pino, { type Logger } from 'pino';

export type { Logger };

const longest = 1024;

/** One field of a log line: cut to 1 kB. Line ends and control bytes are escaped by the JSON writer. */
export const logText = (text: string | undefined): string | undefined =>
  text && text.length > longest ? `${text.slice(0, longest)}…` : text;

/**
 * JSON lines on standard output. What may be logged is decided where it is logged (method, route, status, ids): no
 * headers, bodies or addresses with queries ever come here; the redaction below is the second wall.
 */
export function makeLog(level: string, destination?: pino.DestinationStream): Logger {
  const options: pino.LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: [
        'authorization',
        'cookie',
        'token',
        'password',
        'secret',
        'key',
        '*.authorization',
        '*.cookie',
        '*.token',
        '*.password',
        '*.secret',
      ],
      censor: '[redacted]',
    },
    serializers: { error: describeError },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** Name, message and stack with their causes; never the fields of the error, which may hold parameters of a query. */
function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return { message: logText(String(error)) };
  return {
    name: error.name,
    message: logText(error.message),
    stack: logText(error.stack),
    ...(error.cause !== undefined && depth < 3 && { cause: describeError(error.cause, depth + 1) }),
  };
}
