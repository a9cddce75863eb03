/** On the terminal, without showing what is typed; undefined when it was interrupted or ended. */
export function askSecret(question: string): Promise<string | undefined> {
  const { stdin, stderr } = process;
  // First of all: what is typed, or pasted, before would be shown.
  stdin.setRawMode(true);
  stderr.write(question);
  stdin.setEncoding('utf8');
  stdin.resume();
  return new Promise((resolve) => {
    let typed = '';
    const end = (answer: string | undefined): void => {
      stdin.off('data', onData);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write('\n');
      resolve(answer);
    };
    const onData = (text: string): void => {
      // Pasted text comes in one piece, the key that ends it included.
      for (const key of text) {
        if (key === '\r' || key === '\n') return end(typed);
        if (key === '\u0003' || key === '\u0004') return end(undefined);
        if (key === '\u007f' || key === '\b') typed = typed.replace(/.$/su, '');
        else if (key >= ' ') typed += key;
      }
    };
    stdin.on('data', onData);
  });
}
