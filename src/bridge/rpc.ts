import { CallOptions, connect, type Methods, PortMessenger } from 'penpal';

/**
 * The only module that knows penpal. It adds what penpal leaves open: every call ends (penpal's wait for ever when
 * the other side goes away), errors cross as `{ code, message }` without a stack, and only own methods are reachable.
 */
export interface Rpc {
  /** @throws `{ code }`: the other side's own code, or `lost` when it has gone or did not answer in time */
  call(method: string, argument?: unknown, timeoutMs?: number): Promise<unknown>;
  /** Rejects what is under way; nothing is heard afterwards. */
  close(): void;
}

export type RpcMethods = Readonly<Record<string, (argument: unknown) => unknown>>;

/** Both ends are ours, the port came by a checked message: the channel is a constant so that they cannot differ. */
const channel = 'portico';
const callMs = 10_000;
const lost = { code: 'lost', message: 'The other side of the frame has gone.' };

const refuse = (error: unknown): never => {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  throw { code: typeof code === 'string' ? code : 'failed', message: String(message ?? error) };
};

/** penpal looks methods up by name; without a prototype `constructor` is none. Arguments after the first are cut. */
const guard = (methods: RpcMethods): Methods => {
  const guarded: Methods = Object.create(null);
  for (const [name, act] of Object.entries(methods)) {
    guarded[name] = async (argument: unknown) => {
      try {
        return await act(argument);
      } catch (error) {
        return refuse(error);
      }
    };
  }
  return Object.freeze(guarded);
};

export function openRpc(port: MessagePort, methods: RpcMethods): Rpc {
  const connection = connect<Record<string, (...rest: unknown[]) => unknown>>({
    messenger: new PortMessenger({ port }),
    methods: guard(methods) as never,
    channel,
  });
  let giveUp: (reason: typeof lost) => void = () => {};
  const closed = new Promise<never>((_, reject) => {
    giveUp = reject;
  });
  closed.catch(() => {}); // Nobody need be calling when it closes.
  connection.promise.catch(() => giveUp(lost));

  return {
    call(method, argument, timeoutMs = callMs) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(lost), timeoutMs);
      });
      const answer = connection.promise.then((remote) =>
        remote[method]?.(argument, new CallOptions({ timeout: timeoutMs })),
      );
      return Promise.race([answer, closed, late]).finally(() => clearTimeout(timer));
    },
    close() {
      giveUp(lost);
      connection.destroy();
    },
  };
}
