import Application
import Arguments

ProcessSetup.prepare()
fledgeProgram().main()
