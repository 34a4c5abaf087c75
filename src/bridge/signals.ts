/** The smallest typed emitter. A listener that throws does not stop the others. */
export interface Signals<Shape> {
  on<Name extends keyof Shape>(name: Name, listener: (value: Shape[Name]) => void): () => void;
  send<Name extends keyof Shape>(name: Name, value: Shape[Name]): void;
}

export function createSignals<Shape>(): Signals<Shape> {
  const listeners = new Map<keyof Shape, Set<(value: never) => void>>();
  return {
    on(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(listener));
      return () => void set.delete(listener);
    },
    send(name, value) {
      for (const listener of [...(listeners.get(name) ?? [])]) {
        try {
          listener(value as never);
        } catch (error) {
          reportError(error);
        }
      }
    },
  };
}
