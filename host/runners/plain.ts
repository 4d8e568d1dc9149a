const escapes = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\))/g

/** Lines as a terminal would show them: without colours, and after a carriage return only what overwrote the rest. */
export function plainLines(output: string): string[] {
  return output.replace(escapes, '').split('\n').map((line) => line.replace(/\r+$/, '').split('\r').at(-1)!)
}
