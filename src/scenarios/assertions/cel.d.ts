// The part of the CEL interpreter that conditions need. Its own types describe the whole language; a lesson has one variable, `self`,
// and reads one answer.

declare module '@marcbachmann/cel-js' {
  interface Options {
    readonly unlistedVariablesAreDyn?: boolean;
    readonly limits?: Readonly<Record<string, number>>;
  }

  export class Environment {
    constructor(options?: Options);
    registerVariable(name: string, type: string): this;
    /** Throws on what is not CEL; the result throws on what is not there. */
    parse(source: string): (variables: Readonly<Record<string, unknown>>) => unknown;
  }
}
