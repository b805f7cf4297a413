/** The upstream version in the text of a module, a linker flag or a package: `5:20.10.24+dfsg1-1` is 20.10.24. */
export function upstreamVersion(text: string): string | undefined {
  return /^(?:\d+:)?v?(\d+\.\d+(?:\.\d+)?(?:-(?:alpha|beta|rc)\.?\d+)?)/.exec(text)?.[1];
}
