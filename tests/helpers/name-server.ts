import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import packet, { type Answer, type RecordType } from 'dns-packet';

/** Records by name and type: `{ 'account.acme.test': { CNAME: 'portico.test' } }`. Absent: there is no such name. */
export type Zone = Record<
  string,
  Partial<Record<'CNAME' | 'A' | 'AAAA' | 'TXT' | 'SOA', string | readonly string[]>>
>;

export interface NameServer {
  readonly address: string;
  /** As it stands now; a test changes it. */
  zone: Zone;
  close(): Promise<void>;
}

/** A server of the name system, spoken to over UDP as any other. */
export async function startNameServer(zone: Zone = {}): Promise<NameServer> {
  const socket = createSocket('udp4');
  socket.on('message', (message, from) => {
    const { id = 0, questions = [] } = packet.decode(message);
    const [question] = questions;
    const records = question && server.zone[question.name.toLowerCase()];
    const answers = question && records ? answersTo(question, records) : [];
    const reply = packet.encode({
      ...{ type: 'response', id, questions, answers },
      flags: packet.RECURSION_DESIRED | packet.RECURSION_AVAILABLE | (records ? 0 : 3),
    });
    socket.send(reply, from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const server: NameServer = {
    address: `127.0.0.1:${socket.address().port}`,
    zone,
    close: () => new Promise((done) => void socket.close(() => done())),
  };
  return server;
}

function answersTo({ name, type }: { name: string; type: RecordType }, records: Zone[string]): Answer[] {
  const found = records[type as 'A'];
  const values = found === undefined ? [] : typeof found === 'string' ? [found] : found;
  return values.map((value) => {
    if (type === 'TXT') return { name, type: 'TXT', ttl: 300, data: value };
    if (type === 'SOA') {
      const numbers = { serial: 1, refresh: 2, retry: 3, expire: 4, minimum: 5 };
      return { name, type: 'SOA', ttl: 300, data: { mname: value, rname: 'admin.test', ...numbers } };
    }
    return { name, type: type as 'A', ttl: 300, data: value };
  });
}
