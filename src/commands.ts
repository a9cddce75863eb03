import type { Profile, ProfileScope } from './core/profiles/profile.ts';

/**
 * Every id that people, settings files and other extensions use: they are contracts. Nothing else in the source spells one out.
 */
export const commands = {
  openPreview: 'mailproof.openPreview',
  openPreviewToSide: 'mailproof.openPreviewToSide',
  togglePreviewLock: 'mailproof.togglePreviewLock',
  /** The same under the icon of a pin that is in: VS Code has one icon a command. */
  unlockPreview: 'mailproof.unlockPreview',
  selectDataSet: 'mailproof.selectDataSet',
  createDataSet: 'mailproof.createDataSet',
  selectEngine: 'mailproof.selectEngine',
  revealInPreview: 'mailproof.revealInPreview',
  exportHtml: 'mailproof.exportHtml',
  copyHtml: 'mailproof.copyHtml',
  exportText: 'mailproof.exportText',
  exportEml: 'mailproof.exportEml',
  exportAll: 'mailproof.exportAll',
  showHtml: 'mailproof.showHtml',
  showMessage: 'mailproof.showMessage',
  addProfile: 'mailproof.addProfile',
  editProfile: 'mailproof.editProfile',
  duplicateProfile: 'mailproof.duplicateProfile',
  deleteProfile: 'mailproof.deleteProfile',
  setDefaultProfile: 'mailproof.setDefaultProfile',
  testProfile: 'mailproof.testProfile',
  moveProfileToWorkspace: 'mailproof.moveProfileToWorkspace',
  moveProfileToUser: 'mailproof.moveProfileToUser',
  openProfileSettings: 'mailproof.openProfileSettings',
  setPassword: 'mailproof.setPassword',
  forgetPassword: 'mailproof.forgetPassword',
  signIn: 'mailproof.signIn',
  signOut: 'mailproof.signOut',
  openOAuthGuide: 'mailproof.openOAuthGuide',
  importProfiles: 'mailproof.importProfiles',
  exportProfiles: 'mailproof.exportProfiles',
  copyProfileSettings: 'mailproof.copyProfileSettings',
  deleteAllSecrets: 'mailproof.deleteAllSecrets',
  sendTest: 'mailproof.sendTest',
  sendTestAgain: 'mailproof.sendTestAgain',
  showTranscript: 'mailproof.showTranscript',
  copyMessageId: 'mailproof.copyMessageId',
  forgetSend: 'mailproof.forgetSend',
  clearHistory: 'mailproof.clearHistory',
  checkDelivery: 'mailproof.checkDelivery',
  showDeliveryReport: 'mailproof.showDeliveryReport',
  openDelivered: 'mailproof.openDelivered',
  compareDelivered: 'mailproof.compareDelivered',
  deleteDelivered: 'mailproof.deleteDelivered',
  testMailbox: 'mailproof.testMailbox',
  toggleAlterations: 'mailproof.toggleAlterations',
  startInbox: 'mailproof.startInbox',
  stopInbox: 'mailproof.stopInbox',
  openMessage: 'mailproof.openMessage',
  deleteMessage: 'mailproof.deleteMessage',
  clearInbox: 'mailproof.clearInbox',
  copyInboxSettings: 'mailproof.copyInboxSettings',
  exportMessage: 'mailproof.exportMessage',
  compareWithTemplate: 'mailproof.compareWithTemplate',
  compareMessages: 'mailproof.compareMessages',
  openMessageBesideTemplate: 'mailproof.openMessageBesideTemplate',
  previewMessage: 'mailproof.previewMessage',
  releaseMessage: 'mailproof.releaseMessage',
  markMessageRead: 'mailproof.markMessageRead',
  markMessageUnread: 'mailproof.markMessageUnread',
  markAllMessagesRead: 'mailproof.markAllMessagesRead',
  flagMessage: 'mailproof.flagMessage',
  unflagMessage: 'mailproof.unflagMessage',
  searchInbox: 'mailproof.searchInbox',
  filterInbox: 'mailproof.filterInbox',
  clearInboxSearch: 'mailproof.clearInboxSearch',
  groupInbox: 'mailproof.groupInbox',
  showMoreMessages: 'mailproof.showMoreMessages',
  simulateFailures: 'mailproof.simulateFailures',
  showLog: 'mailproof.showLog',
  openWalkthrough: 'mailproof.openWalkthrough',
  openSample: 'mailproof.openSample',
} as const;

/** The one argument of `mailproof.sendTest`: asks only for what is missing. */
export interface SendTestArguments {
  /** Path or URI of the template. */
  readonly template?: string;
  /** Name of a profile, or `Local Inbox`. */
  readonly profile?: string;
  readonly to?: string | readonly string[];
  readonly cc?: string | readonly string[];
  readonly bcc?: string | readonly string[];
  /** Name of a data set; several are one message each; an empty list asks. Absent: as the preview shows it. */
  readonly dataSet?: string | readonly string[];
  /** Paths of files inside of the template's workspace folder, absolute or relative to it. */
  readonly attachments?: string | readonly string[];
}

/** The one argument of `mailproof.releaseMessage`: asks only for what is missing. A file's URI and an item of the inbox's tree do as well. */
export interface ReleaseArguments {
  /** Id of a message of the local inbox. Absent: the one that is being looked at. */
  readonly message?: string;
  /** Name of a profile. */
  readonly profile?: string;
  readonly to?: string | readonly string[];
}

/** What `mailproof.testMailbox` is called with by the form: a profile that need not be saved. */
export interface TypedMailbox {
  readonly id: string;
  readonly name: string;
  readonly scope: ProfileScope;
  readonly profile: Profile;
  /** That of the SMTP server, as far as it was typed. */
  readonly password: string | undefined;
}

/** An empty message: it was given up. */
export interface MailboxTest {
  readonly ok: boolean;
  readonly message: string;
}

export const views = {
  container: 'mailproof',
  templates: 'mailproof.templates',
  profiles: 'mailproof.profiles',
  inbox: 'mailproof.inbox',
  history: 'mailproof.history',
  preview: 'mailproof.preview',
  profileEditor: 'mailproof.profileEditor',
  message: 'mailproof.message',
} as const;

export const walkthroughId = 'mailproof.mailproof#start';

export const settings = {
  profiles: 'mailproof.profiles',
  workspaceProfiles: 'mailproof.workspaceProfiles',
  discoveryMode: 'mailproof.discovery.mode',
  discoveryDatabase: 'mailproof.discovery.database',
  oauthProviders: 'mailproof.oauth.providers',
  previewUpdateDelay: 'mailproof.preview.updateDelay',
  previewRemoteImages: 'mailproof.preview.remoteImages',
  previewOpenLocked: 'mailproof.preview.openLocked',
  previewDevices: 'mailproof.preview.devices',
  previewMarkEditorSelection: 'mailproof.preview.markEditorSelection',
  previewScrollWithEditor: 'mailproof.preview.scrollPreviewWithEditor',
  previewScrollEditor: 'mailproof.preview.scrollEditorWithPreview',
  mjmlEngine: 'mailproof.mjml.engine',
  exportOnSave: 'mailproof.export.onSave',
  exportFolder: 'mailproof.export.folder',
  sendTimeout: 'mailproof.send.timeout',
  sendProxy: 'mailproof.send.proxy',
  sendMaxRecipients: 'mailproof.send.maxRecipients',
  sendEmbedImages: 'mailproof.send.embedImages',
  sendSubjectPrefix: 'mailproof.send.subjectPrefix',
  sendPreventThreading: 'mailproof.send.preventThreading',
  sendUsualDomains: 'mailproof.send.usualDomains',
  deliveryCheckAfterSending: 'mailproof.delivery.checkAfterSending',
  inboxPort: 'mailproof.inbox.port',
  inboxAutoStart: 'mailproof.inbox.autoStart',
  inboxMaxMessages: 'mailproof.inbox.maxMessages',
  inboxMaxSize: 'mailproof.inbox.maxSize',
  inboxRequireSignIn: 'mailproof.inbox.requireSignIn',
  inboxOfferStartTls: 'mailproof.inbox.offerStartTls',
  inboxNotify: 'mailproof.inbox.notify',
} as const;

export type SettingId = (typeof settings)[keyof typeof settings];

export const contextKeys = {
  /** The active editor holds a mail template. */
  templateActive: 'mailproof.templateActive',
  /** A preview is the active editor. */
  previewActive: 'mailproof.previewActive',
  /** The active preview stays with its template. */
  previewLocked: 'mailproof.previewLocked',
  inboxRunning: 'mailproof.inboxRunning',
  inboxEmpty: 'mailproof.inboxEmpty',
  historyEmpty: 'mailproof.historyEmpty',
  /** A search or a filter hides messages. */
  inboxFiltered: 'mailproof.inboxFiltered',
} as const;

/** The built-in profile: it is in no setting and cannot be renamed or deleted. */
export const localInboxName = 'Local Inbox';
