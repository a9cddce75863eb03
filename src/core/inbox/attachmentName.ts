/**
 * A name under which a part can be saved: no folder, nothing hidden, no name of a device (Windows reserves CON and others, with any
 * extension), nothing that turns the order of letters around, and short enough for every file system.
 */
export function safeFileName(name: string, fallback: string): string {
  const last = name.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const cleaned = last
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}<>:"|?*%$`!&;]/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    // Windows drops dots and spaces at the end; at the start, a dot hides the file and a dash can be taken for an option.
    .replaceAll(/^[. -]+|[. ]+$/g, '');
  const short = shorten(cleaned);
  if (short === '' || /^(?:con|prn|aux|nul|clock|conin|conout|com[\d¹²³]|lpt[\d¹²³])\s*(?:\.|$)/i.test(short)) {
    const extension = extensionOf(short);
    return short === '' || extension === '' ? fallback : `${fallback}.${extension}`;
  }
  return short;
}

/** Lower case, without the dot; empty where there is none. */
export function extensionOf(name: string): string {
  return /\.([\p{L}\p{N}]{1,12})\s*$/u.exec(name)?.[1]?.toLowerCase() ?? '';
}

/** Opening a file of this name could run something: programs, scripts, and documents that carry them. */
export function isDangerousName(name: string): boolean {
  return dangerous.has(extensionOf(name.replaceAll(/[\p{Cc}\p{Cf}]/gu, '').replace(/[. ]+$/, '')));
}

/** With its extension; 255 bytes are the limit of most file systems, and folders need some of what Windows allows. */
function shorten(name: string): string {
  const extension = extensionOf(name);
  const ending = extension === '' ? '' : `.${extension}`;
  let stem = name.slice(0, name.length - ending.length).slice(0, maxStemLength);
  while (Buffer.byteLength(stem) > maxStemBytes) stem = stem.slice(0, -1);
  return `${stem.replace(/[\ud800-\udbff]$/, '').trimEnd()}${ending}`;
}

const maxStemLength = 120;
const maxStemBytes = 200;

/** After the list of types that Outlook blocks (support.microsoft.com, "Blocked attachments in Outlook"), with those of other systems. */
const dangerous: ReadonlySet<string> = new Set(
  (
    'ade adp apk app appimage application appref-ms appx appxbundle bas bat chm cmd com command cpl crt csh deb der desktop diagcab ' +
    'dll dmg docm dotm exe fxp gadget grp hlp hpj hta htm html img inf ins iso isp its jar jnlp js jse ksh lnk mad maf mag mam maq mar ' +
    'mas mat mau mav maw mcf mda mdb mde mdt mdw mdz msc msh msi msix msp mst ocx ops pif pkg pl plg potm ppam ppsm pptm prf ' +
    'prg ps1 ps1xml ps2 psc1 psc2 psd1 psm1 pssc py pyc pyo pyw pyz reg rpm run scf scpt scr sct settingcontent-ms sh shb shs ' +
    'svg tmp url vb vbe vbp vbs vhd vhdx vsmacros vsw website wsc wsf wsh xhtml xlam xll xlsm xltm xnk xpi'
  ).split(' '),
);
