; Inno Setup 6.3 or later: makes one installer of the frozen program, on Windows:
;
;   iscc /DVersion=0.1.0 /DFlavour=cpu installer\quadtune.iss       (or /DFlavour=cuda)
;
; dist\quadtune must be there (pyinstaller build_installer.spec). .github\workflows\installers.yml does both.
; Settings, logs, projects and models are the person's: nothing here removes them.

#ifndef Version
  #error Say which version: /DVersion=0.1.0
#endif
#ifndef Flavour
  #define Flavour "cpu"
#endif
#define Source "..\dist\quadtune"
#define ChineseMessages "Languages\ChineseSimplified.isl"
; Not every Inno Setup brings it.
#define HasChinese FileExists(AddBackslash(CompilerPath) + ChineseMessages)

[Setup]
; The same for both flavours: one takes the place of the other.
AppId={{6C1B58A3-3C0D-4E0B-9B1E-5A1D8F6E7A42}
AppName=QuadTune
AppVersion={#Version}
AppPublisher=The QuadTune developers
VersionInfoVersion={#Version}
DefaultDirName={autopf}\QuadTune
DefaultGroupName=QuadTune
DisableProgramGroupPage=yes
LicenseFile=..\LICENSE
; No administrator is needed; who is one may choose to install for everybody.
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
SetupIconFile=..\build\quadtune.ico
UninstallDisplayIcon={app}\quadtune.exe
WizardStyle=modern
Compression=lzma2/max
SolidCompression=yes
LZMANumBlockThreads=4
ChangesAssociations=yes
CloseApplications=yes
OutputDir=..\dist
#if Flavour == "cuda"
OutputBaseFilename=quadtune-cuda-{#Version}-windows-x64
; Windows starts no .exe above 4 GB, and hosts take no file above 2 GB.
DiskSpanning=yes
DiskSliceSize=1900000000
#else
OutputBaseFilename=quadtune-{#Version}-windows-x64
#endif

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
#if HasChinese
Name: "zh"; MessagesFile: "compiler:{#ChineseMessages}"
#endif

[CustomMessages]
en.OpenWith=Open with QuadTune
en.FolderMenu=Add “Open with QuadTune” to the menu of folders
en.OnPath=Make the command quadtune-cli available in terminals
#if HasChinese
zh.OpenWith=用 QuadTune 打开
zh.FolderMenu=在文件夹菜单中添加“用 QuadTune 打开”
zh.OnPath=在终端中可以使用命令 quadtune-cli
#endif

[Tasks]
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; Flags: unchecked
Name: "foldermenu"; Description: "{cm:FolderMenu}"
Name: "onpath"; Description: "{cm:OnPath}"; Flags: unchecked

[InstallDelete]
; What an older version brought and a newer one does not would be found and loaded.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "{#Source}\*"; DestDir: "{app}"; Flags: recursesubdirs createallsubdirs ignoreversion

[Icons]
Name: "{autoprograms}\QuadTune"; Filename: "{app}\quadtune.exe"
Name: "{autodesktop}\QuadTune"; Filename: "{app}\quadtune.exe"; Tasks: desktopicon

[Registry]
; "Open with" of pictures: offered, never taken over.
Root: HKA; Subkey: "Software\Classes\Applications\quadtune.exe"; ValueType: string; ValueName: "FriendlyAppName"; ValueData: "QuadTune"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\Applications\quadtune.exe\shell\open\command"; ValueType: string; ValueData: """{app}\quadtune.exe"" ""%1"""
Root: HKA; Subkey: "Software\Classes\Applications\quadtune.exe\SupportedTypes"; ValueType: string; ValueName: ".jpg"; ValueData: ""
Root: HKA; Subkey: "Software\Classes\Applications\quadtune.exe\SupportedTypes"; ValueType: string; ValueName: ".jpeg"; ValueData: ""
Root: HKA; Subkey: "Software\Classes\Applications\quadtune.exe\SupportedTypes"; ValueType: string; ValueName: ".png"; ValueData: ""
Root: HKA; Subkey: "Software\Classes\Applications\quadtune.exe\SupportedTypes"; ValueType: string; ValueName: ".bmp"; ValueData: ""
Root: HKA; Subkey: "Software\Classes\Applications\quadtune.exe\SupportedTypes"; ValueType: string; ValueName: ".tif"; ValueData: ""
Root: HKA; Subkey: "Software\Classes\Applications\quadtune.exe\SupportedTypes"; ValueType: string; ValueName: ".tiff"; ValueData: ""
Root: HKA; Subkey: "Software\Classes\Applications\quadtune.exe\SupportedTypes"; ValueType: string; ValueName: ".webp"; ValueData: ""
; The menu of a folder, and of the empty space inside one.
Root: HKA; Subkey: "Software\Classes\Directory\shell\QuadTune"; ValueType: string; ValueData: "{cm:OpenWith}"; Flags: uninsdeletekey; Tasks: foldermenu
Root: HKA; Subkey: "Software\Classes\Directory\shell\QuadTune"; ValueType: string; ValueName: "Icon"; ValueData: "{app}\quadtune.exe"; Tasks: foldermenu
Root: HKA; Subkey: "Software\Classes\Directory\shell\QuadTune\command"; ValueType: string; ValueData: """{app}\quadtune.exe"" ""%1"""; Tasks: foldermenu
Root: HKA; Subkey: "Software\Classes\Directory\Background\shell\QuadTune"; ValueType: string; ValueData: "{cm:OpenWith}"; Flags: uninsdeletekey; Tasks: foldermenu
Root: HKA; Subkey: "Software\Classes\Directory\Background\shell\QuadTune"; ValueType: string; ValueName: "Icon"; ValueData: "{app}\quadtune.exe"; Tasks: foldermenu
Root: HKA; Subkey: "Software\Classes\Directory\Background\shell\QuadTune\command"; ValueType: string; ValueData: """{app}\quadtune.exe"" ""%V"""; Tasks: foldermenu
; How Windows finds a program that is typed into Win+R.
Root: HKA; Subkey: "Software\Microsoft\Windows\CurrentVersion\App Paths\quadtune.exe"; ValueType: string; ValueData: "{app}\quadtune.exe"; Flags: uninsdeletekey

[Run]
Filename: "{app}\quadtune.exe"; Description: "{cm:LaunchProgram,QuadTune}"; Flags: nowait postinstall skipifsilent

[Code]
const
  EnvironmentKey = 'Environment';

{ The person's own PATH: it needs no administrator, and is taken back as it was given. }
procedure ChangePath(Add: Boolean);
var
  Before, Paths, Ours: String;
begin
  if not RegQueryStringValue(HKCU, EnvironmentKey, 'Path', Before) then
    Before := '';
  Paths := Before;
  Ours := ';' + ExpandConstant('{app}');
  StringChangeEx(Paths, Ours, '', True);
  if Add then
    Paths := Paths + Ours;
  if Paths <> Before then
    RegWriteExpandStringValue(HKCU, EnvironmentKey, 'Path', Paths);
end;

procedure CurStepChanged(Step: TSetupStep);
begin
  if (Step = ssPostInstall) and WizardIsTaskSelected('onpath') then
    ChangePath(True);
end;

procedure CurUninstallStepChanged(Step: TUninstallStep);
begin
  if Step = usPostUninstall then
    ChangePath(False);
end;
