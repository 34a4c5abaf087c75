/** What the tests use of dns-packet 5, which brings no types. */
declare module 'dns-packet' {
  export type RecordType = 'CNAME' | 'A' | 'AAAA' | 'TXT' | 'SOA';
  export interface Question {
    readonly name: string;
    readonly type: RecordType;
  }
  export interface Answer extends Question {
    readonly ttl: number;
    readonly data: unknown;
  }
  interface Packet {
    readonly id?: number;
    readonly type?: 'query' | 'response';
    readonly flags?: number;
    readonly questions?: readonly Question[];
    readonly answers?: readonly Answer[];
  }
  const packet: {
    decode(message: Uint8Array): Packet;
    encode(packet: Packet): Uint8Array;
    readonly RECURSION_DESIRED: number;
    readonly RECURSION_AVAILABLE: number;
  };
  // biome-ignore lint/style/noDefaultExport: as the package has it
  export default packet;
}
