/** This machine in the words of the platform packages, such as `linux-x64-gnu`. */
export function platformName() {
  const { platform, arch } = process;
  if (platform !== 'linux') return platform === 'win32' ? `win32-${arch}-msvc` : `${platform}-${arch}`;
  const isGlibc = Boolean(process.report?.getReport()?.header?.glibcVersionRuntime);
  return `linux-${arch}-${isGlibc ? 'gnu' : 'musl'}`;
}
