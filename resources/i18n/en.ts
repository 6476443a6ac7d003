<?xml version='1.0' encoding='utf-8'?>
<TS version="2.1" language="en" sourcelanguage="en">
    <context>
        <name>CheckBar</name>
        <message numerus="yes">
            <source>%n label(s)</source>
            <translation>
                <numerusform>%n label</numerusform>
                <numerusform>%n labels</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n picture(s)</source>
            <translation>
                <numerusform>%n picture</numerusform>
                <numerusform>%n pictures</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>ExportDialog</name>
        <message numerus="yes">
            <source>%n picture(s)</source>
            <translation>
                <numerusform>%n picture</numerusform>
                <numerusform>%n pictures</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n box(es)</source>
            <translation>
                <numerusform>%n box</numerusform>
                <numerusform>%n boxes</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>ExportResultCard</name>
        <message numerus="yes">
            <source>{before} → {after} (on %n test picture(s))</source>
            <translation>
                <numerusform>{before} → {after} (on %n test picture)</numerusform>
                <numerusform>{before} → {after} (on %n test pictures)</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>ImportDialog</name>
        <message numerus="yes">
            <source>%n picture(s)</source>
            <translation>
                <numerusform>%n picture</numerusform>
                <numerusform>%n pictures</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n box(es)</source>
            <translation>
                <numerusform>%n box</numerusform>
                <numerusform>%n boxes</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Stopped after %n picture(s); what was imported stays.</source>
            <translation>
                <numerusform>Stopped after %n picture; what was imported stays.</numerusform>
                <numerusform>Stopped after %n pictures; what was imported stays.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>PreflightCard</name>
        <message numerus="yes">
            <source>%n finding(s) in the data</source>
            <translation>
                <numerusform>%n finding in the data</numerusform>
                <numerusform>%n findings in the data</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>ProjectBar</name>
        <message numerus="yes">
            <source>%n picture(s)</source>
            <translation>
                <numerusform>%n picture</numerusform>
                <numerusform>%n pictures</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>SaveBar</name>
        <message numerus="yes">
            <source>%n picture(s) saved</source>
            <translation>
                <numerusform>%n picture saved</numerusform>
                <numerusform>%n pictures saved</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n could not be read</source>
            <translation>
                <numerusform>%n could not be read</numerusform>
                <numerusform>%n could not be read</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>SendBar</name>
        <message numerus="yes">
            <source>%n box(es)</source>
            <translation>
                <numerusform>%n box</numerusform>
                <numerusform>%n boxes</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n picture(s)</source>
            <translation>
                <numerusform>%n picture</numerusform>
                <numerusform>%n pictures</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n box(es) left out: already labelled.</source>
            <translation>
                <numerusform>%n box left out: already labelled.</numerusform>
                <numerusform>%n boxes left out: already labelled.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n picture(s) left out: not in this project.</source>
            <translation>
                <numerusform>%n picture left out: not in this project.</numerusform>
                <numerusform>%n pictures left out: not in this project.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n picture(s) left out: the labels cannot be changed.</source>
            <translation>
                <numerusform>%n picture left out: the labels cannot be changed.</numerusform>
                <numerusform>%n pictures left out: the labels cannot be changed.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>TrainResultCard</name>
        <message numerus="yes">
            <source>Hmean {before} → {after} on %n validation picture(s)</source>
            <translation>
                <numerusform>Hmean {before} → {after} on %n validation picture</numerusform>
                <numerusform>Hmean {before} → {after} on %n validation pictures</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Hmean {before} → {after} on %n test picture(s)</source>
            <translation>
                <numerusform>Hmean {before} → {after} on %n test picture</numerusform>
                <numerusform>Hmean {before} → {after} on %n test pictures</numerusform>
            </translation>
        </message>
    </context>
</TS>