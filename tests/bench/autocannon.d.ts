declare module 'autocannon' {
  interface Options {
    readonly url: string;
    readonly connections: number;
    readonly duration: number;
    readonly method?: 'GET' | 'POST';
    readonly headers?: Readonly<Record<string, string>>;
    /** Sent in turn, in place of one. */
    readonly requests?: readonly {
      readonly method: 'POST';
      readonly path: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }[];
  }
  interface Result {
    readonly requests: { readonly total: number };
    readonly duration: number;
    readonly '2xx': number;
    /** Milliseconds. */
    readonly latency: { readonly p99: number };
    readonly non2xx: number;
    readonly errors: number;
  }
  /** The run while it goes on; `ms` of an answer has parts of milliseconds. */
  interface Running extends Promise<Result> {
    on(
      event: 'response',
      heard: (client: object, status: number, bytes: number, ms: number) => void,
    ): Running;
  }
  const autocannon: (options: Options) => Running;
  // biome-ignore lint/style/noDefaultExport: describes a package that has one
  export default autocannon;
}
